import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Before all tests: watch-child.ts as one file, which Node and Electron can load first. */
export default async (): Promise<() => void> => {
  const folder = mkdtempSync(join(tmpdir(), 'canary-watch-'));
  chmodSync(folder, 0o755);
  const outfile = join(folder, 'watch-child.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('watch-child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    external: ['electron/main'],
  });
  chmodSync(outfile, 0o644);
  process.env['VALETKEY_WATCH_CHILD'] = outfile;
  return () => rmSync(folder, { recursive: true });
};
