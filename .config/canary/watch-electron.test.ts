import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runInElectron, whyNoElectron } from '../../broker/shells/electron/fixtures/launch-electron.ts';
import { startDesktop } from '../../broker/shells/electron/fixtures/start-desktop.ts';
import type { Told } from './told-by-children.ts';

const built = new URL('../../broker/dist/', import.meta.url).href;
const secret = `planted+/${randomBytes(18).toString('base64')}`;

/** A broker's seal, and a main process that is careless with what it sealed. */
const main = `
  import { app, BrowserWindow, MessageChannelMain } from 'electron/main';
  import { seal } from '${built}secrets/vault/seal.js';
  const secret = ${JSON.stringify(secret)};
  const place = { connectionId: 'c', field: 'f', authorityDigest: 'd', counter: 1 };
  void app.whenReady().then(() => {
  seal(Buffer.alloc(32), place, secret, (length) => Buffer.alloc(length));
  new MessageChannelMain().port1.postMessage({ deep: [secret] });
  const window = new BrowserWindow({ show: false });
  window.webContents.send('told', Buffer.from(secret).toString('base64'));
  console.log('printed', encodeURIComponent(secret));
  app.exit(0);
  });`;

it('the watch is in Electron’s main process too: at its ports, its IPC and its output', async (context) => {
  const why = whyNoElectron();
  if (why !== undefined) return context.skip(why);
  const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
  const told = join(folder, 'told');
  writeFileSync(told, '');
  writeFileSync(join(folder, 'main.mjs'), main);
  const desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
  try {
    const watched = { ...desktop, env: { ...desktop.env, VALETKEY_CANARIES: told } };
    const { code, errors } = await runInElectron(watched, join(folder, 'main.mjs'));
    expect(code, errors).toBe(0);
  } finally {
    await desktop.stop();
  }
  const lines = readFileSync(told, 'utf8').trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as Told);
  expect(all).toContainEqual({ secret });
  for (const where of ['a message on a port', 'webContents.send', 'what was printed'])
    expect(all).toContainEqual({ leak: expect.stringContaining(where) });
  rmSync(folder, { recursive: true });
});
