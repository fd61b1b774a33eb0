import { expect, it } from 'vitest';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('the page says that it waits for the person’s confirmation, above its own dialog, and then the result', async () => {
  const { page, test, complaints } = await open({ before: ({ connect }) => connect('Mine') });
  let answer: (allowed: boolean) => void = () => undefined;
  test.allowChange = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const waiting = page.getByText(/^Waiting for your confirmation: Valetkey asks you in its own window/);
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page.getByRole('button', { name: 'Retention…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('spinbutton').first().fill('30');
  await dialog.getByRole('button', { name: /^(?:Save|Keep so)$/ }).click();
  await waiting.waitFor();
  expect(await page.locator('.waiting').evaluate((one) => one.matches(':popover-open'))).toBe(true);
  answer(false);
  await dialog.getByText('It was not allowed. Nothing was changed.').waitFor();
  await waiting.waitFor({ state: 'hidden' });

  await dialog.getByRole('button', { name: /^(?:Save|Keep so)$/ }).click();
  await waiting.waitFor();
  answer(true);
  await page.getByText('No entries were deleted.').waitFor();
  expect((await test.settings.auditStatus()).retention.days).toBe(30);
  expect(complaints).toEqual([]);
});
