import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants/mutants.mjs';

const root = new URL('..', import.meta.url).pathname;

/** Names in backticks that can only be files: `a/b.ts`, `c.test.ts`, `d/*.test.ts`. */
const filesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\s]+\.(?:ts|mjs|json|md|html|css)|[^`\s]+\/)`/g)].map(([, name = '']) => name);

/** As a reader takes it: from the root, from a workspace, or beside the file that was named before it. */
const findFile = (name: string, beside: string): string | undefined =>
  [name, ...roots.map((folder) => `${folder}/${name}`), join(beside, name)].find((path) =>
    path.includes('*') ? matchesSome(join(root, path)) : existsSync(join(root, path)),
  );

const roots = ['broker', 'extension-api', 'settings-ui'];

const matchesSome = (path: string): boolean => {
  const [before, after] = basename(path).split('*');
  const folder = dirname(path);
  return (
    existsSync(folder) &&
    readdirSync(folder).some((name) => name.startsWith(before ?? '') && name.endsWith(after ?? ''))
  );
};

/** What belongs together: a cell of a table, an item of a list, a paragraph. */
const passagesOf = (text: string): string[] =>
  text
    .split(/\n\s*\n|\n(?=\s*-\s|\|)/)
    .flatMap((passage) => (passage.startsWith('|') ? passage.split('|') : [passage]));

/** Each with what it is found as, or nothing. */
const foundIn = (text: string): { readonly name: string; readonly found: string | undefined }[] =>
  passagesOf(text).flatMap((passage) => {
    let beside = 'broker';
    return filesIn(passage).map((name) => {
      const found = findFile(name, beside);
      if (found !== undefined) beside = dirname(found);
      return { name, found };
    });
  });

const missingIn = (text: string): string[] =>
  foundIn(text).flatMap(({ name, found }) => (found === undefined ? [name] : []));

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

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

describe('a document that names a file names one that is there', () => {
  it.each(['THREAT-MODEL.md', 'ARCHITECTURE.md', 'SECURITY.md'])('%s', (document) => {
    expect(missingIn(readFileSync(join(root, document), 'utf8'))).toEqual([]);
  });
});

describe('a link of a document leads to what is there', () => {
  it.each(documents)('%s', (document) => {
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

  it.each(records)('%s has a date, its context, what was decided, and what follows', (name) => {
    expect(text(name)).toMatch(
      /^# .+\n\n\d{4}-\d\d-\d\d\n\n\*\*Context\.\*\* [\s\S]+\n\n\*\*Decision\.\*\* [\s\S]+\n\n\*\*Consequence\.\*\* /,
    );
  });

  it('is in the list, by its number', () => {
    const listed = [...text('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(listed).toEqual(records);
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, at) => at + 1));
  });
});

it('ARCHITECTURE.md is read in ten minutes: 2,500 words at most', () => {
  expect(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split(/\s+/).length).toBeLessThan(2_500);
});

describe('who is sent to a page of Settings finds it there', () => {
  const pages = readFileSync(join(root, 'settings-ui/settings/settings-page.ts'), 'utf8');
  const labels = [...pages.matchAll(/label: '([^']+)'/g)].map(([, label = '']) => label);
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
  ])('by %s', (document) => {
    const named = [...readFileSync(join(root, document), 'utf8').matchAll(/Settings > (\w+)/g)];
    expect(labels.length).toBeGreaterThan(3);
    expect(named.map(([, label = '']) => label).filter((label) => !labels.includes(label))).toEqual([]);
  });
});

describe('every promise of THREAT-MODEL.md', () => {
  const text = readFileSync(join(root, 'THREAT-MODEL.md'), 'utf8');
  const promises = text
    .split(/^(?=##)/m)
    .filter((part) => part.startsWith('### '))
    .map((part): [string, string] => [part.slice('### '.length, part.indexOf('. ')), part]);

  it('has a number of its own', () => {
    const numbers = promises.map(([number]) => number);
    expect(numbers.length).toBeGreaterThan(80);
    expect(numbers.filter((number) => !/^[A-H]\d+[a-z]?$/.test(number))).toEqual([]);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  });

  it('is read without scrolling sideways', () => {
    expect(text.split('\n').filter((line) => line.length > 120 || line.startsWith('|'))).toEqual([]);
  });

  it('is broken by a mutant, or is among those of which the document says that they are not', () => {
    const [, said = ''] = /Without a mutant are ([^:]+):/.exec(text) ?? [];
    const without = promises.filter(([, promise]) => {
      const keptBy = foundIn(promise.slice(promise.indexOf('\n- Kept by'), promise.indexOf('\n- Tested by')));
      return !mutants.some(({ file }) =>
        keptBy.some(({ found = '?' }) => file === found || (found.endsWith('/') && file.startsWith(found))),
      );
    });
    expect(without.map(([number]) => number)).toEqual(said.match(/[A-H]\d+[a-z]?/g));
  });

  it.each(promises)('%s names the attack, what keeps it and a test', (_number, promise) => {
    const [, title = '', attack = '', keptBy = '', testedBy = ''] =
      /^### ([^\n]+)\n\n(.+)\n\n- Kept by (.+)\n- Tested by (.+)$/s.exec(promise.trim()) ?? [];
    for (const part of [title, attack]) expect(part.length).toBeGreaterThan(10);
    expect(filesIn(keptBy).length, 'kept by').toBeGreaterThan(0);
    expect(testedBy).toMatch(/\.test\.ts|\/`/);
  });
});
