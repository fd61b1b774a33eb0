import { expect, it } from 'vitest';
import { brokerInFolder } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { testKeychain } from '../../../broker/secrets/vault/fixtures/vault-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('the page calls only a damaged log damaged, and not one whose seal cannot be checked while secrets are locked', async () => {
  const keychain = testKeychain();
  const before = await brokerInFolder({ keychain });
  await before.close({ keepFolder: true });
  const { page } = await open({ locked: true, powers: { folder: before.folder } });
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page
    .getByText(/^All \d+ entries are whole and in order\. While the secrets are locked, a missing end/)
    .waitFor();
  expect(await page.getByText('changed or damaged').count()).toBe(0);
  before.removeFolder();
});
