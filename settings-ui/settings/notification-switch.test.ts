import { expect, it } from 'vitest';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';
import { switchOfMain } from '../fixtures/switch-of-main.ts';

const open = settingsInChromium();

it('the switch of notifications in Settings shows and sets what main keeps, and so does the command palette', async () => {
  const notifications = switchOfMain();
  const { page, complaints } = await open({ powers: { notifications } });
  const shown = page.getByRole('checkbox', { name: 'Notifications' });
  await shown.waitFor();
  expect(await shown.isChecked()).toBe(true);
  await shown.click();
  await page.locator('.notice').getByText('Notifications are off.').waitFor();
  expect(notifications.isOn()).toBe(false);

  // In the tray: the page is told.
  await notifications.set(true);
  await page.getByRole('checkbox', { name: 'Notifications', checked: true }).waitFor();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('notifications');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Notifications', checked: false }).waitFor();
  expect(notifications.isOn()).toBe(false);
  expect(complaints).toEqual([]);
});

it('a switch of notifications that cannot be set shows what is, and says so', async () => {
  const notifications = { ...switchOfMain(), set: () => Promise.reject(new Error('no space')) };
  const { page } = await open({ powers: { notifications } });
  await page.getByRole('checkbox', { name: 'Notifications' }).click();
  await page.locator('.notice.failed').waitFor();
  await page.getByRole('checkbox', { name: 'Notifications', checked: true }).waitFor();
});

it('Settings has no switch of notifications where the application has none', async () => {
  const { page } = await open();
  await page.getByRole('region', { name: 'Protection' }).waitFor();
  expect(await page.getByRole('checkbox', { name: 'Notifications' }).count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('notifications');
  await page.getByText('No matches.').waitFor();
});
