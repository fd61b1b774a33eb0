import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorSentences, ruleSentences } from '@valetkey/api-contracts';
import { expect, it, onTestFinished } from 'vitest';
import { anchorOf } from './anchor-of.mjs';
import { checkSite } from './check-site.mjs';
import { collectPages, documents, pageOf } from './collect-pages.mjs';
import { contents } from './contents.mjs';
import { examples } from './generated-pages.mjs';

const root = new URL('../..', import.meta.url).pathname;
const { pages, pictures, dead } = collectPages();
const listed = contents.flatMap((group) => group.pages);
const made = 'generated/reference/README.md'; // by TypeDoc, while the site is built

it('every document of the repository is in the table of contents of the site', () => {
  const folders = listed.flatMap(({ file, folder }) => (folder ? [`${dirname(file)}/`] : []));
  const missing = documents().filter(
    (file) => !listed.some((one) => one.file === file) && !folders.some((folder) => file.startsWith(folder)),
  );
  expect(missing).toEqual([]);
});

it('every entry of the table of contents has a page, and no page has two', () => {
  const files = listed.map(({ file }) => file);
  expect(files.filter((file) => file !== made && !pages.has(pageOf(file)))).toEqual([]);
  expect(new Set(files).size).toBe(files.length);
});

it('the table of contents has a part for each reader', () => {
  const readers = contents.map(({ reader }) => reader);
  expect(readers).toEqual(['Everyone', 'Extension author', 'Host', 'User', 'Reviewer']);
});

it('every link of a page leads to a page, a heading or a file of the repository', () => {
  const headings = (page: string): string[] =>
    [...(pages.get(page) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const broken = [...pages].flatMap(([page, text]) =>
    [...text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      const [path = '', anchor] = link.split('#');
      const to = path === '' ? page : join(dirname(page), path);
      const leads =
        pictures.has(to) || (pages.has(to) && (anchor === undefined || headings(to).includes(anchor)));
      return leads ? [] : [`${page}: ${link}`];
    }),
  );
  expect([...dead, ...broken]).toEqual([]);
});

it('every error code has its cause and its remedy, and every rule its own remedy', () => {
  const sections = (pages.get('generated/error-codes.md') ?? '').split('\n## ').slice(1);
  expect(sections.map((section) => section.split('\n')[0])).toEqual(Object.keys(errorSentences));
  for (const section of sections)
    expect(section).toMatch(/\n\*\*Cause\.\*\* .+\.\n\n\*\*Remedy\.\*\* .+\.\n/);
  const rules = Object.keys(errorSentences).flatMap((code) => Object.keys(ruleSentences[code] ?? {}));
  const rows = sections.flatMap((section) => [...section.matchAll(/^\| `(.+?)` \| .+ \|$/gm)]);
  expect(rows.map(([, why]) => why).filter((why) => why !== 'why')).toEqual(rules);
});

it('every example is a file that its test names', () => {
  for (const { files, test } of examples) {
    const text = readFileSync(join(root, test), 'utf8');
    for (const file of files) {
      expect(existsSync(join(root, file)), file).toBe(true);
      const folder = dirname(file).split('/').at(-1) ?? '';
      expect(file === test || text.includes(folder), `${test} names ${folder}`).toBe(true);
    }
  }
});

it('the check of a built site names dead links, missing headings and what another host would send', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'below'));
  const good =
    '<h1 id="top"></h1><a href="/below/">1</a><a href="#top">2</a><a href="https://example.com">3</a>';
  const bad = `<script type="module" src="https://cdn.example/x.js"></script><link rel="preload" href="//cdn.example/f">
    <a href="/gone.html">1</a><a class="x" href="../index.html#gone">2</a>`;
  writeFileSync(join(folder, 'index.html'), good);
  writeFileSync(join(folder, 'below/index.html'), bad);
  writeFileSync(join(folder, 'style.css'), '@font-face { src: url(https://fonts.example/a.woff2) }');
  expect(checkSite(folder).sort()).toEqual([
    'below/index.html links to ../index.html#gone: no such heading',
    'below/index.html links to /gone.html: no such page',
    'below/index.html loads //cdn.example/f',
    'below/index.html loads https://cdn.example/x.js',
    'style.css loads https://fonts.example/a.woff2',
  ]);
});
