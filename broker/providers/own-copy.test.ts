import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { loadExtension } from './load-extension.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As an author bundles, who may forget what stays outside. */
const load = async (source: string, options: { readonly minify?: boolean; readonly external?: string[] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { main } = readerManifest() as { main: string };
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    write: false,
    ...options,
  });
  mkdirSync(dirname(join(folder, main)), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(readerManifest()));
  writeFileSync(join(folder, main), outputFiles[0]?.contents ?? '');
  const loading = await loadExtension(folder, files);
  return loading.ok ? 'loaded' : loading.problems;
};

const recognises = `
  import { defineExtension, ValetkeyError } from '@valetkey/extension-api';
  export const extension = defineExtension({
    activate({ log }) { log.info(String(new Error('x') instanceof ValetkeyError)); },
  });`;

test.each([
  ['as esbuild writes it', { minify: false }],
  ['minified', { minify: true }],
])('a script that holds its own copy of the API, %s, is refused with the flag to add', async (_, how) => {
  expect(await load(recognises, how)).toEqual([
    { at: 'main', sentence: expect.stringContaining('--external:@valetkey/extension-api.') },
  ]);
});

test('a script that leaves the API to the host is loaded', async () => {
  expect(await load(recognises, { minify: true, external: ['@valetkey/extension-api'] })).toBe('loaded');
});

test('a script that holds only what works in a copy is loaded', async () => {
  const defines = `
    import { defineExtension } from '@valetkey/extension-api';
    export const extension = defineExtension({ activate() {} });`;
  expect(await load(defines, {})).toBe('loaded');
});
