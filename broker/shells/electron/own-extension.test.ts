import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, vi } from 'vitest';
import { itUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const why = whyNoElectron();
const start = fileURLToPath(new URL('../../../.config/start-desktop.mjs', import.meta.url));

itUnless(
  why,
  '`npm start -- --extension=FOLDER` runs that extension beside the samples, names the line of its source that fails, and ends when told to',
  {},
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'valetkey-own-'));
    const folder = join(home, 'extensions/my own');
    mkdirSync(folder, { recursive: true });
    const manifest = { name: 'own', publisher: 'acme', version: '1.0.0', main: 'main.cjs' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const source = `import { defineExtension } from '@valetkey/extension-api';
      const broken = (none?: { z: string }): string => none!.z;
      export const extension = defineExtension({ activate({ log }) { log.info('here it is');
        broken();
      } });`;
    const [bundle] = buildSync({
      stdin: { contents: source, sourcefile: 'src/own.ts', loader: 'ts' },
      absWorkingDir: folder,
      outfile: join(folder, 'main.cjs'),
      bundle: true,
      format: 'cjs',
      platform: 'neutral',
      external: ['@valetkey/extension-api'],
      sourcemap: 'inline',
      sourcesContent: false,
      write: false,
    }).outputFiles;
    writeFileSync(join(folder, 'main.cjs'), bundle?.contents ?? '');
    const desktop = await startDesktop(home, { keyring: 'unlocked' });
    // As npm does it, which starts its scripts in the repository.
    const env = { ...desktop.env, INIT_CWD: join(home, 'extensions') };
    const child = spawn(process.execPath, [start, '--extension=my own'], { env });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await desktop.stop();
      rmSync(home, { recursive: true, force: true });
    });
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    for (const line of [/\[acme\.own\] here it is/, /src\/own\.ts:2:\d+/, /\[acme\.registry-reader\]/])
      await vi.waitFor(() => expect(printed).toMatch(line));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
);
