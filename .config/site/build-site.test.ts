import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { whyNoChromium } from '../../broker/checks/fixtures/page-in-chromium.ts';

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

let unreachable = false;
beforeAll(() => {
  const { stderr: said, status: installed } = node('install-generators.mjs');
  unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(said);
  if (unreachable) return;
  expect(installed, said).toBe(0);
  // It fails on a dead link, a missing heading, and on a page that loads something from another host.
  const { stdout, stderr, status } = node('build-site.mjs');
  expect(status, stdout + stderr).toBe(0);
});
beforeEach(({ skip }) => {
  if (unreachable) skip('the npm registry cannot be reached');
});

it('the site is built, searches by itself, and has every exported name', async () => {
  expect(await pagesFoundBy('rate-limited')).toContain('/generated/error-codes.html#rate-limited');
  expect(await pagesFoundBy('attenuate')).toContain(
    '/generated/reference/@valetkey/extension-api.html#attenuate',
  );
  const { names, missing } = missingNames();
  expect(names).toBeGreaterThan(500);
  expect(missing).toEqual([]);
});

describe('the site in a browser', () => {
  const chromium = chromiumBefore();
  let origin: string;
  let server: PreviewServer;
  let page: Page;
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    if (unreachable || whyNoChromium() !== undefined) return;
    server = await preview({ root: here('.'), logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
    origin = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
    page = await chromium().newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
        elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${origin}/`);
  });
  afterAll(() => server?.close());

  it('a search leads to the heading of an error code', async () => {
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.getByRole('searchbox').fill('rate-limited');
    await page.getByRole('option').filter({ hasText: 'Error codes' }).first().click();
    await page.waitForURL(/\/generated\/error-codes(?:\.html)?#rate-limited$/);
    await page.getByRole('heading', { name: 'rate-limited' }).waitFor();
  });

  it('each example shows the source that is tested, in colors, with a button that copies it', async () => {
    await page.getByRole('link', { name: 'Examples', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Examples' }).waitFor();
    const shown = page.locator('main div[class*="language-"]');
    const source = readFileSync(here('../../sample-extensions/openid-profile/extension.ts'), 'utf8');
    const example = shown.filter({ hasText: 'userinfo_endpoint' });
    expect((await example.locator('code').textContent())?.trim()).toBe(source.trim());
    expect(await example.locator('code span[style]').count()).toBeGreaterThan(20);
    await example.hover();
    await example.getByRole('button', { name: 'Copy' }).waitFor();
  });

  it('a link of a guide leads to the guide of the application from a starter', async () => {
    await page.goto(`${origin}/broker/`);
    await page.getByRole('main').getByRole('link', { name: 'docs/host-electron-vite' }).click();
    await page
      .getByRole('heading', { level: 1, name: 'An application from the electron-vite starter' })
      .waitFor();
  });

  it('no page asked another host or met an error', () => {
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
