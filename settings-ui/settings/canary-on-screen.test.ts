import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { needsPackages } from '../../broker/checks/fixtures/needs-packages.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

/** Letters that a reader of pictures does not take for others. */
const letters = 'ACEHKMNPRTUVXY';
const drawn = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** What somebody reads who sees the window, or a picture of it. */
const read = async (page: Page): Promise<string> => {
  const picture = await page.screenshot({ scale: 'device' });
  // One thread: several wait for each other on a machine that has other work.
  const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
  const text = execFileSync('tesseract', ['-', '-', '--psm', '11'], { input: picture, stdio: 'pipe', env });
  return text.toString().replaceAll(/[^A-Z]/g, '');
};

it('a secret can be read on the screen only while it is typed and revealed', async (ctx) => {
  if (spawnSync('sh', ['-c', 'command -v tesseract']).status !== 0)
    return ctx.skip(needsPackages('tesseract-ocr'));
  const secret = drawn(18);
  const parts = Array.from({ length: secret.length - 6 }, (_, at) => secret.slice(at, at + 7));
  const partsOn = async (page: Page): Promise<number> => {
    const text = await read(page);
    return parts.filter((part) => text.includes(part)).length;
  };
  const { page, service } = await open({ context: { deviceScaleFactor: 2 } });
  service.accept(secret);
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'Connect to Acme API' }).click();
  await page.getByLabel('Address', { exact: true }).fill(service.url);
  await page.getByLabel('Access token', { exact: true }).fill(secret);
  expect(await partsOn(page), 'while it is typed').toBe(0);
  await page.getByRole('button', { name: /^Show what you type/ }).click();
  expect(await partsOn(page), 'while it is looked at').toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.detail').getByText('Not tested', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Test Acme API' }).click();
  await page.getByText('It works.').waitFor();
  expect(await partsOn(page), 'after it was saved and tested').toBe(0);
  await page.getByRole('button', { name: 'Edit Acme API' }).click();
  expect(await partsOn(page), 'while the connection is edited').toBe(0);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page
    .getByRole('option', { name: /Connection tested/ })
    .first()
    .click();
  expect(await partsOn(page), 'in the activity').toBe(0);
});
