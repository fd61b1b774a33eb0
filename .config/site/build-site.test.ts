import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** What vitest and `npm run` set would change what npm installs and what Vite makes. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && !/^(?:npm_|VITEST)/i.test(name)),
);
const node = (script: string) => spawnSync(process.execPath, [here(script)], { env, encoding: 'utf8' });

/** As the page's own search does it, with the index that the site carries. */
const pagesFoundBy = async (words: string): Promise<string[]> => {
  const { default: MiniSearch } = await import(here('node_modules/minisearch/dist/es/index.js'));
  const index = readdirSync(here('dist/assets/chunks')).find((name) => name.startsWith('@localSearchIndex'));
  const { default: json } = await import(here(`dist/assets/chunks/${index}`));
  const fields = ['title', 'titles', 'text'];
  const found = MiniSearch.loadJSON(json, { fields, storeFields: ['title'] }).search(words, { prefix: true });
  return found.map(({ id }: { id: string }) => id);
};

/** Exported names without a heading in the reference. */
const missingNames = (): { names: number; missing: string[] } => {
  const parts = readFileSync(here('../packages/api-report.txt'), 'utf8').split(/^# /m).slice(1);
  const wanted = parts.flatMap((part) => {
    const [entry = '', ...lines] = part.split('\n');
    return lines.flatMap((line) => /^([\w$]+): /.exec(line)?.[1] ?? []).map((name) => ({ entry, name }));
  });
  const pages = new Map<string, string>();
  for (const { entry } of wanted)
    pages.set(entry, readFileSync(here(`dist/generated/reference/${entry}.html`), 'utf8'));
  const missing = wanted.filter(
    ({ entry, name }) => !new RegExp(`<h3 id="[^"]+"[^>]*>${name}(?:\\(\\))? `).test(pages.get(entry) ?? ''),
  );
  return { names: wanted.length, missing: missing.map(({ entry, name }) => `${entry} ${name}`) };
};

it('the site is built, searches by itself, and has every exported name', async ({ skip }) => {
  const { stderr: said, status: installed } = node('install-generators.mjs');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(said))
    skip('the npm registry cannot be reached');
  expect(installed, said).toBe(0);
  // It fails on a dead link, a missing heading, and on a page that loads something from another host.
  const { stdout, stderr, status } = node('build-site.mjs');
  expect(status, stdout + stderr).toBe(0);

  expect(await pagesFoundBy('rate-limited')).toContain('/generated/error-codes.html#rate-limited');
  expect(await pagesFoundBy('attenuate')).toContain(
    '/generated/reference/@valetkey/extension-api.html#attenuate',
  );
  const { names, missing } = missingNames();
  expect(names).toBeGreaterThan(500);
  expect(missing).toEqual([]);
});
