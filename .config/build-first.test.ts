import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { bundled } from './build-first.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const guest = 'broker/shells/electron/extension-host/guest';
const entries = [
  ...readdirSync(join(root, 'settings-ui/entries')).map((name) => `settings-ui/entries/${name}`),
  ...['page', 'worker', 'preload'].map((name) => `${guest}/${name}.ts`),
].filter((path) => /(?<!\.test)\.ts$/.test(path));

it('pages are rebuilt before tests after a change of anything bundled into them', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['electron'],
    logLevel: 'error',
  });
  const own = Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/'));
  expect(own.length).toBeGreaterThan(100);
  expect(own.filter((path) => !bundled.some((one) => `${path}/`.startsWith(`${one}/`)))).toEqual([]);
});
