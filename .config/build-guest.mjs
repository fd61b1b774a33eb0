import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withLeanZod } from './lean-zod.mjs';
import { put } from './put.mjs';

/**
 * Bundles what runs in the threads of the Node shell's extensions: from their 200 modules a thread would start in half as
 * much time again and hold 20 MB more, most of it zod's 50 languages. One file each, and not `splitting`, which would put
 * what they share into chunks and run those in an order of its own: the realm must be tamed before libraries load.
 */
const root = fileURLToPath(new URL('../broker/', import.meta.url));
const entries = [
  'shells/node/guest/worker.ts',
  'shells/node/guest/fixtures/walk-worker.ts',
  'checks/bench/bench-guest.ts',
];

const { outputFiles } = await build({
  entryPoints: entries.map((entry) => ({ in: join(root, entry), out: basename(entry, '.ts') })),
  outdir: join(root, 'dist/shells/node/guest/bundles'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Not touched: esbuild gives a `Function` of its own another name, and SES stands for what it is.
  external: ['ses'],
  plugins: [withLeanZod],
  // Of what only tests and benchmarks run, too: they judge what is shipped.
  minify: true,
  write: false,
  logLevel: 'warning',
});
for (const { path, contents } of outputFiles) put(path, contents);

/** What a server wrote is read in a thread: no module of Node but that of threads is within its reach. */
const draft = await build({
  entryPoints: [join(root, 'providers/draft/thread.ts')],
  bundle: true,
  format: 'cjs',
  platform: 'browser',
  external: ['node:worker_threads'],
  target: 'node20',
  minify: true,
  write: false,
  logLevel: 'warning',
});
for (const { text } of draft.outputFiles)
  put(
    join(root, 'dist/providers/draft/thread-script.js'),
    `export const draftThread = ${JSON.stringify(text)};\n`,
  );
