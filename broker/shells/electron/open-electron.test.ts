import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const main = `import { app, BrowserWindow } from 'electron/main';
app.whenReady().then(() => {
  const window = new BrowserWindow({ webPreferences: { sandbox: true } });
  window.loadURL('data:text/html,<button onclick="this.textContent=1">0</button>');
});`;

it('a real window opens, and a test can click in it', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-window-'));
  const file = join(folder, 'main.mjs');
  writeFileSync(file, main);
  const desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
  try {
    const app = await openElectron(desktop, file);
    try {
      const button = (await app.firstWindow()).getByRole('button');
      await button.click();
      expect(await button.textContent()).toBe('1');
    } finally {
      await app.close();
    }
  } finally {
    await desktop.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
