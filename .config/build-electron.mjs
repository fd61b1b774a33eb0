import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage, publicSuffixes } from './build-pages.mjs';
import { withLeanZod } from './lean-zod.mjs';
import { put } from './put.mjs';

/**
 * Bundles what runs in Electron's renderers: pages (by Vite), and preloads, which cannot import anything in a sandbox.
 * Main is not bundled: it runs as tsc compiled it. All of it lands beside that code, in broker/dist/shells/electron/.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'broker/dist/shells/electron');
const guest = 'broker/shells/electron/extension-host/guest';

/** `kind` is where it runs; `out` is below broker/dist/shells/electron/, with its ending. One line for each bundle. */
export const entries = [
  { kind: 'ui', entry: 'settings-ui/entries/settings.ts', out: 'pages/settings.js' },
  { kind: 'script', entry: 'settings-ui/entries/settings-begin.ts', out: 'pages/settings-begin.js' },
  { kind: 'suffixes', entry: 'settings-ui/entries/public-suffixes.ts', out: 'pages/public-suffixes.js' },
  { kind: 'ui', entry: 'settings-ui/entries/consent.ts', out: 'pages/consent.js' },
  { kind: 'style', entry: 'settings-ui/pages/settings.css', out: 'pages/settings.css' },
  { kind: 'style', entry: 'settings-ui/pages/consent.css', out: 'pages/consent.css' },
  { kind: 'preload', entry: 'settings-ui/entries/preload.ts', out: 'pages/preload.cjs' },
  { kind: 'script', entry: `${guest}/page.ts`, out: 'extension-host/bundles/page.js' },
  { kind: 'script', entry: `${guest}/worker.ts`, out: 'extension-host/bundles/worker.js' },
  { kind: 'preload', entry: `${guest}/preload.ts`, out: 'extension-host/bundles/preload.cjs' },
];

/** Files that go there as they are. */
export const copies = [
  { from: 'settings-ui/pages/settings.html', out: 'pages/settings.html' },
  { from: 'settings-ui/pages/consent.html', out: 'pages/consent.html' },
  { from: '.pictures/icons/32x32.png', out: 'tray.png' },
  { from: 'settings-ui/pages/look.css', out: 'pages/look.css' },
];

const chromium = { bundle: true, target: 'chrome130', write: false, logLevel: 'warning' };
const optionsFor = {
  script: { ...chromium, platform: 'browser', format: 'iife', minify: true, plugins: [withLeanZod] },
  suffixes: { ...chromium, platform: 'browser', format: 'iife', minify: true, alias: publicSuffixes },
  style: { ...chromium, minify: true },
  preload: { ...chromium, platform: 'node', format: 'cjs', external: ['electron', 'electron/renderer'] },
};

await Promise.all(
  entries.map(async ({ kind, entry, out: name }) => {
    if (kind === 'ui') {
      const code = await buildPage(entry);
      return put(join(out, name), code);
    }
    const { outputFiles } = await build({
      ...optionsFor[kind],
      entryPoints: [join(root, entry)],
      outfile: join(out, name),
    });
    for (const { path, contents } of outputFiles) put(path, contents);
  }),
);
for (const { from, out: name } of copies) put(join(out, name), readFileSync(join(root, from)));
