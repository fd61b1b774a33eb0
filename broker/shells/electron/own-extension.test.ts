import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const why = whyNoElectron();
const start = fileURLToPath(new URL('../../../.config/start-desktop.mjs', import.meta.url));

it.skipIf(why !== undefined)(
  '`npm start -- --extension=FOLDER` runs the extension that is there, beside the samples, and ends when it is told to',
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'valetkey-own-'));
    const folder = join(home, 'extensions/my own');
    mkdirSync(folder, { recursive: true });
    const manifest = { name: 'own', publisher: 'acme', version: '1.0.0', main: 'main.cjs' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(folder, 'main.cjs'),
      `const { defineExtension } = require('@valetkey/extension-api');
       exports.extension = defineExtension({ activate: ({ log }) => log.info('here it is') });`,
    );
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
    for (const line of ['[acme.own] here it is', '[acme.registry-reader]'])
      await vi.waitFor(() => expect(printed).toContain(line), { timeout: 30_000 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
  60_000,
);
