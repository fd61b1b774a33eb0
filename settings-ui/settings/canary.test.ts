import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { watchFor } from '../../broker/checks/fixtures/canary-watch.ts';
import { everythingIn } from '../../broker/checks/fixtures/everything-in-page.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('a typed secret is nowhere after it was saved: page, messages, storage, log, files', async () => {
  const canary = `canary+/${randomBytes(24).toString('base64url')}`;
  const second = `canary+/${randomBytes(24).toString('base64url')}`;
  const watch = watchFor(canary, second);
  const { page, test, service, complaints } = await open({
    // What the broker posts to the page. The one message that carries it in goes the other way.
    tap: (transport) => watch.tap('to the page', transport),
  });
  service.accept(canary);
  service.accept(second);
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'Connect to Acme API' }).click();
  await page.getByLabel('Address', { exact: true }).fill(service.url);
  const token = page.getByLabel('Access token', { exact: true });
  await token.fill(canary);
  await page.getByRole('button', { name: /^Show what you type/ }).click();
  expect(await token.getAttribute('type')).toBe('text');
  expect(JSON.stringify(await everythingIn(page)), 'it is there while it is typed').toContain(
    canary.slice(8),
  );
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.detail').getByText('Not tested', { exact: true }).waitFor();
  watch.note('the page after saving', await everythingIn(page));

  await page.getByRole('button', { name: 'Test Acme API' }).click();
  await page.getByText('It works.').waitFor();
  await page.getByRole('button', { name: 'Replace secret of Acme API' }).click();
  await page.getByLabel('Access token', { exact: true }).fill(second);
  await page.keyboard.press('Escape');
  // The dialog is closed at once, and goes from the page with the next drawing.
  await page.getByLabel('Access token', { exact: true }).waitFor({ state: 'detached' });
  watch.note('the page after a dialog was left', await everythingIn(page));
  await page.getByRole('button', { name: 'Replace secret of Acme API' }).click();
  expect(await page.getByLabel('Access token', { exact: true }).inputValue()).toBe('');
  await page.getByLabel('Access token', { exact: true }).fill(second);
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  await page.getByText('Secret replaced.').waitFor();
  watch.note('the page after replacing', await everythingIn(page));

  await page.getByRole('button', { name: 'Edit Acme API' }).click();
  expect(await page.getByLabel('Access token', { exact: true }).inputValue()).toBe('');
  watch.note('the page while it is edited', await everythingIn(page));
  await page.getByRole('button', { name: 'Cancel' }).click();
  for (const view of ['Access', 'Activity', 'Extensions']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await page.getByRole('heading', { name: view, exact: true }).waitFor();
    watch.note(`the page, ${view}`, await everythingIn(page));
  }
  watch.note('complaints of the page', complaints);
  watch.note('the local log', test.logged);
  watch.noteFiles(test.folder);
  expect(watch.found()).toEqual([]);
});

it('a form that is left drops what was typed into it', async () => {
  const canary = `canary+/${randomBytes(24).toString('base64url')}`;
  const watch = watchFor(canary);
  const { page } = await open();
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'Connect to Acme API' }).click();
  const held = await page.getByLabel('Access token', { exact: true }).elementHandle();
  await page.getByLabel('Access token', { exact: true }).fill(canary);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
  watch.note(
    'the input that was taken out',
    await held?.evaluate((input) => (input as unknown as { value: string }).value),
  );
  watch.note('the page', await everythingIn(page));
  expect(watch.found()).toEqual([]);
});
