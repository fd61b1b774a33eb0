import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants/mutants.mjs';
import { filesIn, namedFiles } from './prove/named-files.mjs';
import { readPromises } from './prove/promises.mjs';
import { proofOf } from './prove/proof-of.mjs';
import { anchorOf } from './site/anchor-of.mjs';

const root = new URL('..', import.meta.url).pathname;

const missingIn = (text: string): string[] =>
  namedFiles(text).flatMap(({ name, paths }) => (paths.length === 0 ? [name] : []));

const decisions = readdirSync(join(root, 'docs/decisions'));

const documents = [
  ...['README.md', 'THREAT-MODEL.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...[
    'broker',
    'broker/database',
    'broker/shells/electron',
    'broker/checks/proof',
    'broker/checks/bench',
  ].map((folder) => `${folder}/README.md`),
  ...['broker/providers/catalogue/README.md', 'broker/settings/README.md', 'docs/tour.md'],
  ...decisions.map((name) => `docs/decisions/${name}`),
  ...['extension-api/README.md', 'extension-api/PROVIDERS.md', 'sample-extensions/README.md'],
];

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('files that a document names', () => {
  it.each(['THREAT-MODEL.md', 'ARCHITECTURE.md', 'SECURITY.md'])(
    '%s names only files that exist',
    (document) => {
      expect(missingIn(readFileSync(join(root, document), 'utf8'))).toEqual([]);
    },
  );
});

describe('links of a document', () => {
  it.each(documents)('%s has only links that lead somewhere', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', heading] = link.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(root, file))) return true;
      return heading !== undefined && !anchorsOf(readFileSync(join(root, file), 'utf8')).includes(heading);
    });
    expect(dead).toEqual([]);
  });
});

describe('a decision', () => {
  const records = decisions.filter((name) => name !== 'README.md');
  const text = (name: string): string => readFileSync(join(root, 'docs/decisions', name), 'utf8');

  it.each(records)('%s has a date, a context, a decision and a consequence', (name) => {
    expect(text(name)).toMatch(
      /^# .+\n\n\d{4}-\d\d-\d\d\n\n\*\*Context\.\*\* [\s\S]+\n\n\*\*Decision\.\*\* [\s\S]+\n\n\*\*Consequence\.\*\* /,
    );
  });

  it('the list has each decision by its number', () => {
    const listed = [...text('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(listed).toEqual(records);
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, at) => at + 1));
  });
});

it('ARCHITECTURE.md has at most 2,500 words', () => {
  expect(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split(/\s+/).length).toBeLessThan(2_500);
});

describe('pages of Settings that a document names', () => {
  const pages = readFileSync(join(root, 'settings-ui/settings/settings-page.ts'), 'utf8');
  const labels = [...pages.matchAll(/label: say\('([^']+)'\)/g)].map(([, label = '']) => label);
  it.each([
    'README.md',
    'SECURITY.md',
    'THREAT-MODEL.md',
    'ARCHITECTURE.md',
    'extension-api/README.md',
    'extension-api/PROVIDERS.md',
    'extension-api/contracts/errors.ts',
    'broker/shells/notice-text.ts',
    'broker/shells/node/terminal-tools.ts',
  ])('%s names only pages that Settings has', (document) => {
    const named = [...readFileSync(join(root, document), 'utf8').matchAll(/Settings > (\w+)/g)];
    expect(labels.length).toBeGreaterThan(3);
    expect(named.map(([, label = '']) => label).filter((label) => !labels.includes(label))).toEqual([]);
  });
});

describe('every promise of THREAT-MODEL.md', () => {
  const text = readFileSync(join(root, 'THREAT-MODEL.md'), 'utf8');
  const promises = readPromises(text);
  const withNumber = promises.map((promise) => [promise.number, promise] as const);

  it('each promise has its own number', () => {
    const numbers = promises.map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(80);
    expect(numbers.filter((number) => !/^[A-H]\d+$/.test(number))).toEqual([]);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  });

  // Renaming a folder by search and replace once turned the promise that `//` is refused into one about a folder.
  it('no promise says a bare folder of code where it means characters', () => {
    const aboutPromises = text.slice(text.indexOf('\n## A'));
    expect(aboutPromises.match(/`(?:broker|extension-api|settings-ui)\/`/g) ?? []).toEqual([]);
  });

  it('no line is so long that a reader must scroll sideways', () => {
    expect(text.split('\n').filter((line) => line.length > 120 || line.startsWith('|'))).toEqual([]);
  });

  it('each promise is broken by a mutant', () => {
    const without = promises.filter(
      ({ keptBy }) =>
        !mutants.some(({ file }) =>
          keptBy.some((kept) => file === kept || (kept.endsWith('/') && file.startsWith(kept))),
        ),
    );
    expect(without.map(({ number }) => number)).toEqual([]);
  });

  it.each(withNumber)('promise %s names the attack, the keeping file and a test', (_number, promise) => {
    const [, title = '', attack = ''] = /^### ([^\n]+)\n\n(.+)\n\n- Kept by /s.exec(promise.text) ?? [];
    for (const part of [title, attack]) expect(part.length).toBeGreaterThan(10);
    expect(promise.keptBy.length, 'kept by').toBeGreaterThan(0);
    expect(promise.tests.length, 'tested by').toBeGreaterThan(0);
  });

  it.each(withNumber)('promise %s names its tests as files that `npm run prove` runs', (_number, promise) => {
    const { testedBy, tests } = promise;
    // Remarks stand in brackets. A test that has no file ("the demo") would be run by nothing.
    const remarks = testedBy.replace(/\([^)]*\)/g, '');
    expect(remarks.replace(/`[^`]+`/g, '').replace(/\band\b|[,.\s]/g, '')).toBe('');
    expect([...remarks.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(filesIn(remarks));
    const run = proofOf([promise]);
    expect(tests.filter((file) => !run.some(({ files }) => files.includes(file)))).toEqual([]);
  });
});

describe('`npm run prove` runs every test that THREAT-MODEL.md names', () => {
  const named = readPromises().flatMap(({ tests }) => tests);
  const run = proofOf(readPromises()).flatMap(({ files }) => files);

  it('each named test runs, and so do the tests of the canary oracle', () => {
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter((file) => !run.includes(file))).toEqual([]);
    expect(run.filter((file) => !named.includes(file) && !file.startsWith('.config/canary/'))).toEqual([]);
  });

  it.each(['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'THREAT-MODEL.md'])(
    '%s says what `npm run prove` runs',
    (document) => {
      const text = readFileSync(join(root, document), 'utf8').replace(/\s+/g, ' ');
      const said = /`npm run prove`[^.]* every test that (?:THREAT-MODEL\.md|this page) names/.test(text);
      expect(said).toBe(true);
    },
  );
});
