import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { askedAbout, confirmChange, windowAt } from './fixtures/open-app.ts';
import { type Desktop, type Keyring, startDesktop } from './fixtures/start-desktop.ts';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const passphrase = 'canary-passphrase-7fQ2';

/** Starts it again and again in one home, and hands each run's Settings to `look`. */
const inHome = async (
  desktop: { readonly keyring: Keyring; readonly name: string },
  use: (
    run: (look: (settings: Page, app: ElectronApplication) => Promise<void>) => Promise<void>,
    home: string,
  ) => Promise<void>,
): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'valetkey-weak-'));
  let started: Desktop | undefined;
  try {
    const opened = await startDesktop(home, desktop);
    started = opened;
    await use(async (look) => {
      const app = await openElectron(opened, main);
      try {
        const settings = await windowAt(app, 'valetkey-ui://settings/');
        await look(settings, app);
      } finally {
        await app.close();
      }
    }, home);
  } finally {
    await started?.stop();
    rmSync(home, { recursive: true, force: true });
  }
};
const choices = (settings: Page) => settings.getByRole('region', { name: 'Choose protection' });

it('without a keyring the choice is in Settings, extensions start, and weak protection is accepted once', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  await inHome({ keyring: 'no bus', name: '' }, async (run) => {
    await run(async (settings, app) => {
      await settings.getByRole('navigation').waitFor();
      await choices(settings).waitFor();
      await choices(settings).getByText('No system keyring is running').waitFor();
      const buttons = await choices(settings).getByRole('button').allInnerTexts();
      expect(buttons.map((text) => text.trim())).toEqual([
        ...['Use a passphrase…', 'Use weak protection…', 'Look for a keyring again'],
      ]);
      await pictureOf(settings, 'no-keyring');
      // Extensions do not wait for the choice: they run, and what they ask for is listed.
      await settings.getByRole('button', { name: 'Extensions', exact: true }).click();
      await settings.locator('vk-rows').scrollIntoViewIfNeeded(); // only rows in sight are elements
      await settings
        .getByRole('article', { name: 'Registry Reader', exact: true })
        .getByText('Running')
        .waitFor();
      await settings
        .getByText(/asked for npm registry/)
        .first()
        .waitFor();
      // Main asks in its own window, and no is no.
      await choices(settings).getByRole('button', { name: 'Use weak protection…' }).click();
      const asked = await askedAbout(app, 'Use weak protection');
      await asked.getByText('Anyone who gets a copy of your files').waitFor();
      await Promise.all([
        asked.waitForEvent('close'),
        asked
          .getByRole('button', { name: 'Cancel' })
          .click()
          .catch(() => undefined),
      ]);
      await choices(settings).waitFor();
      await choices(settings).getByRole('button', { name: 'Use weak protection…' }).click();
      await confirmChange(app, 'Use weak protection');
      await settings.getByText('only the permissions of its file').waitFor();
      await choices(settings).waitFor({ state: 'detached' });
    });
    await run(async (settings) => {
      await settings.getByText('only the permissions of its file').waitFor();
      expect(await choices(settings).count()).toBe(0);
    });
  });
});

it('a passphrase guards the secrets of the desktop where no keyring answers, and opens them after a start', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  await inHome({ keyring: 'absent', name: 'GNOME' }, async (run, home) => {
    await run(async (settings, app) => {
      await choices(settings).getByRole('button', { name: 'Use a passphrase…' }).click();
      await settings.getByLabel('Passphrase', { exact: true }).fill('short');
      await settings.getByRole('button', { name: 'Use it' }).click();
      await settings.getByText('Use at least 8 characters.').waitFor();
      await settings.getByLabel('Passphrase', { exact: true }).fill(passphrase);
      await settings.getByLabel('Passphrase again').fill('something else');
      await settings.getByRole('button', { name: 'Use it' }).click();
      await settings.getByText('The passphrases differ.').waitFor();
      await settings.getByLabel('Passphrase again').fill(passphrase);
      await settings.getByRole('button', { name: 'Use it' }).click();
      await confirmChange(app, 'Use the passphrase');
      await settings.getByText('a passphrase (scrypt, AES-256-GCM)').waitFor();
    });
    expect(existsSync(join(home, '.config/Valetkey/broker/vault-passphrase.json'))).toBe(true);
    await run(async (settings) => {
      await choices(settings).getByRole('button', { name: 'Unlock…' }).click();
      await settings.getByLabel('Passphrase', { exact: true }).fill('not the passphrase');
      await settings.getByRole('button', { name: 'Unlock', exact: true }).click();
      await settings.locator('.notice').getByText('That passphrase does not open this vault.').waitFor();
      await choices(settings).getByRole('button', { name: 'Unlock…' }).click();
      await settings.getByLabel('Passphrase', { exact: true }).fill(passphrase);
      await settings.getByRole('button', { name: 'Unlock', exact: true }).click();
      await settings.getByText('a passphrase (scrypt, AES-256-GCM)').waitFor();
      await choices(settings).waitFor({ state: 'detached' });
    });
  });
});

const pictureOf = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['VALETKEY_PICTURES_CONSENT'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
};
