import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { extensionOnDisk } from '../../checks/fixtures/extension-on-disk.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { confirmChange, type OpenedApp, openApp } from './fixtures/open-app.ts';

/** A real Electron; only the system's dialog for a folder is answered in its place. */
describeUnless(whyNoElectron(), 'installing an extension, in the desktop', {}, () => {
  let opened: OpenedApp;
  beforeAll(async () => {
    opened = await openApp();
  });
  afterAll(() => opened?.stop());

  it('the menu installs an extension from a folder after main’s question, and Settings removes it', async () => {
    const { app, settings, home } = opened;
    const chosen = extensionOnDisk({ displayName: 'Notes' });
    await settings.getByRole('button', { name: 'Extensions', exact: true }).click();
    // Offered when the application has started what is installed.
    await settings.getByRole('button', { name: 'Install from folder…' }).waitFor();
    await app.evaluate(({ dialog, Menu }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
      Menu.getApplicationMenu()?.getMenuItemById('install')?.click();
    }, chosen);
    await confirmChange(app, 'Install');
    const row = settings.getByRole('article', { name: 'Notes' });
    await row.waitFor();
    const place = join(home, '.config/Valetkey/extensions/acme.notes');
    expect(existsSync(join(place, 'dist/main.cjs'))).toBe(true);
    await row.getByRole('button', { name: /^Notes/ }).click();
    await row.getByRole('button', { name: 'Remove Notes' }).click();
    await settings.getByText('Notes was removed.').waitFor();
    await row.waitFor({ state: 'detached' });
    expect(existsSync(place)).toBe(false);
  });
});
