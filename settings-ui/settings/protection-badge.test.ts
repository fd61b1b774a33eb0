import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { brokerInFolder } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { testKeychain } from '../../broker/secrets/vault/fixtures/vault-in-folder.ts';
import { type KeyProtection, lockedSentences } from '../../broker/secrets/vault/keychain.ts';
import { desktopKeychain } from '../../broker/shells/electron/desktop-keychain.ts';
import { readerExtension } from '../fixtures/sample-service.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const guardedBy = (described: KeyProtection) => ({
  powers: { keychain: { ...testKeychain(), describe: () => described } },
});

it('the page says what guards the secrets, what that does not protect against, and how to improve it', async () => {
  const weak: KeyProtection = {
    grade: 'weak',
    protection: 'only the permissions of its file',
    weakness: 'Anyone who gets a copy of your files can read them.',
    better: 'Start a keyring, then start again.',
  };
  const { page, complaints } = await open(guardedBy(weak));
  const badge = page.getByRole('region', { name: 'Protection' });
  await badge.getByText(weak.protection).waitFor();
  await badge.getByText('What this means').click();
  await badge
    .getByText(weak.weakness ?? '')
    .first()
    .waitFor();
  expect(await badge.getAttribute('class')).toContain('warn');
  expect(await badge.getByText(weak.better ?? '').isVisible()).toBe(false);
  await badge.getByText('How to get better protection').click();
  expect(await badge.getByText(weak.better ?? '').isVisible()).toBe(true);
  await badge.getByText('What this does not protect against').click();
  expect(await badge.getByRole('listitem').count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

it('the page suggests nothing better if there is nothing', async () => {
  const { page } = await open(guardedBy({ protection: 'the system keyring' }));
  const badge = page.getByRole('region', { name: 'Protection' });
  await badge.getByText('the system keyring').waitFor();
  expect(await badge.getAttribute('class')).toContain('good');
  expect(await badge.getByText('How to get better protection').count()).toBe(0);
});

it('a locked vault says why, and unlocks when the keyring allows it', async () => {
  const { page, keychain } = await open({
    locked: true,
    before: ({ connect }) => connect('Mine', { secret: '' }),
  });
  const badge = page.getByRole('region', { name: 'Protection' });
  await badge.getByText('Secrets are locked').waitFor();
  await badge.getByText(lockedSentences['keyring-locked']).waitFor();
  await badge.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('.notice').getByText(lockedSentences['keyring-locked']).waitFor();
  keychain.failing = undefined;
  await badge.getByRole('button', { name: 'Unlock' }).click();
  await badge.getByText('Secrets are guarded by').waitFor();
  await page.getByRole('option', { name: /^Mine/ }).getByText('Not connected').waitFor();
});

it('a person can set secrets aside if their key is lost, there and at a connection, and enter them again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-gone-'));
  const keychain = testKeychain();
  const before = await brokerInFolder({ folder, keychain });
  before.attach(readerExtension());
  await before.settings.createConnection({
    providerId: 'acme.reader/api' as never,
    displayName: 'Mine',
    fields: { url: 'http://127.0.0.1:9' },
    secrets: { token: 'never-accepted-12345' }, // secretlint-disable-line
  });
  await before.close({ keepFolder: true });
  keychain.key = undefined;

  const { page, complaints } = await open({ powers: { folder, keychain } });
  const badge = page.getByRole('region', { name: 'Protection' });
  await badge.getByText(lockedSentences['key-missing']).waitFor();
  await badge.getByRole('button', { name: 'Set secrets aside…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await badge.getByText('Secrets are locked').waitFor();

  await page.getByRole('option', { name: /^Mine/ }).click();
  const detail = page.getByRole('article', { name: 'Mine' });
  const outcome = detail.getByRole('status');
  await outcome.getByText(lockedSentences['key-missing']).waitFor();
  await detail.getByRole('button', { name: 'Test Mine' }).click();
  await outcome.getByText('set the locked secrets aside').waitFor();
  expect(await outcome.textContent()).not.toMatch(/unlock the keyring/i);
  await outcome.getByRole('button', { name: 'Set secrets aside…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set them aside' }).click();
  await page.locator('.notice').getByText('One secret was set aside. Enter it again.').waitFor();
  await badge.getByText('Secrets are guarded by').waitFor();
  expect(await badge.getByRole('button', { name: 'Set secrets aside…' }).count()).toBe(0);

  await outcome.getByText('and is kept. Enter it again.').waitFor();
  await page.getByRole('button', { name: 'Replace secret of Mine' }).click();
  expect(complaints).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

it('a person whose passphrase is forgotten sets the locked secrets aside, after main asked, and chooses a new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-forgotten-'));
  const desktop = () => {
    const keyring = testKeychain();
    keyring.failing = 'keyring-unavailable';
    return desktopKeychain({ keyring, passphraseFile: join(folder, 'vault-passphrase.json') });
  };
  const before = await brokerInFolder({ folder, keychain: desktop() });
  before.attach(readerExtension());
  await before.settings.unlockVault({});
  await before.settings.chooseProtection({ way: 'new-passphrase', passphrase: 'soon forgotten by all' });
  await before.settings.createConnection({
    providerId: 'acme.reader/api' as never,
    displayName: 'Mine',
    fields: { url: 'http://127.0.0.1:9' },
    secrets: { token: 'never-accepted-12345' }, // secretlint-disable-line
  });
  await before.close({ keepFolder: true });

  const { page, test, complaints } = await open({ powers: { folder, keychain: desktop() } });
  const choices = page.getByRole('region', { name: 'Choose protection' });
  await choices.getByRole('button', { name: 'Set secrets aside…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('even if somebody remembers the passphrase').waitFor();
  await dialog.getByRole('button', { name: 'Set them aside' }).click();
  await choices.getByRole('button', { name: 'Use a passphrase…' }).click();
  expect(test.changes.map(({ kind }) => kind)).toEqual(['set-secrets-aside']);
  await page.getByLabel('Passphrase', { exact: true }).fill('one that is kept');
  await page.getByLabel('Passphrase again').fill('one that is kept');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('region', { name: 'Protection' }).getByText('Secrets are guarded by').waitFor();
  expect(await test.settings.protection({})).toMatchObject({ state: 'unlocked', canSetAside: false });
  expect(complaints).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
