import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { put } from './put.mjs';

/**
 * Bundles each sample extension into the one script that its manifest names. Nothing but the API stays outside: the
 * host gives it, in whatever the shell has for a sandbox (a SES Compartment, a Worker without network).
 */
const root = fileURLToPath(new URL('../sample-extensions/', import.meta.url));
const samples = readdirSync(root).filter((name) => existsSync(`${root}${name}/extension.ts`));

const { outputFiles } = await build({
  entryPoints: samples.map((name) => ({ in: `${root}${name}/extension.ts`, out: `${name}/dist/extension` })),
  outdir: root,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  target: 'es2022',
  external: ['@valetkey/extension-api'],
  write: false,
  logLevel: 'warning',
});

/** SES looks for these in the text, in strings and comments too, and refuses the whole script. */
const refusedBySes = [
  [/(?:^|[^.])\bimport\s*(?:\(|\/[/*])/m, 'a dynamic import'],
  [/(?:^|[^.])\beval\s*\(/m, 'a direct eval'],
  [/<!--|-->/, 'an HTML comment'],
];

for (const { path, text } of outputFiles) {
  for (const [pattern, what] of refusedBySes) {
    if (pattern.test(text)) throw new Error(`${path} holds ${what}: a Compartment would refuse it.`);
  }
  put(path, text);
}
