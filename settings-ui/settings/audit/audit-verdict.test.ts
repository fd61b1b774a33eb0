import { expect, it } from 'vitest';
import { brokerInFolder } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { testKeychain } from '../../../broker/secrets/vault/fixtures/vault-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('calls a log damaged only that is: not one whose seal cannot be looked at while the secrets are locked', async () => {
  const keychain = testKeychain();
  const before = await brokerInFolder({ keychain });
  await before.close({ keepFolder: true });
  const { page } = await open({ locked: true, powers: { folder: before.folder } });
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page
    .getByText(/^All \d+ entries are whole and in order\. Whether the log’s end was cut off/)
    .waitFor();
  expect(await page.getByText('tampered').count()).toBe(0);
  before.removeFolder();
}, 30_000);
