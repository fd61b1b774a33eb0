import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

/** The label of what has the focus, inside components, too. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const host = document.activeElement;
    return host?.label ?? at?.getAttribute('aria-label') ?? host?.closest('.field')?.querySelector('.field-label')?.textContent ?? host?.textContent ?? '';
  })()`);

describe('the way into and out of a new connection', () => {
  const open = settingsInChromium();

  it('the gallery begins in its search, a form in its first field, and Escape leaves either', async () => {
    const { page } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'New connection' }).click();
    await expect.poll(() => focused(page)).toContain('Search services');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Add a connection' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor();
    await expect.poll(() => page.evaluate(`document.activeElement?.closest('vk-field') !== null`)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor({ state: 'detached' });
  });

  it('Escape asks before typed input is lost', async () => {
    const { page, service } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.keyboard.press('Escape');
    await page
      .getByRole('dialog', { name: 'Discard changes?' })
      .getByRole('button', { name: 'Cancel' })
      .click();
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor();
    await page.getByLabel('Address', { exact: true }).press('Escape');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor({ state: 'detached' });
  });

  it('an action above the views asks before typed input is lost, and a form of another service begins empty', async () => {
    const { page, service } = await open({
      before: async ({ connect, reader }) => {
        await connect('Mine');
        const request = { provider: 'acme.reader/every', reason: 'For tests.' };
        await reader.connections.request(request).catch(() => undefined);
      },
    });
    const form = (name: string) => page.getByRole('heading', { name: `New connection: ${name}` });
    const add = page.getByRole('button', { name: 'Add a connection… to Every field', exact: false });
    const discard = page.getByRole('dialog', { name: 'Discard changes?' });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.getByLabel('Access token', { exact: true }).fill('typed-for-acme-12345');
    await add.click();
    await discard.getByRole('button', { name: 'Cancel' }).click();
    await form('Acme API').waitFor();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe(service.url);
    await add.click();
    await discard.getByRole('button', { name: 'Discard' }).click();
    await form('Every field').waitFor();
    const typed = `[...document.querySelectorAll('.pane vk-field')].flatMap((field) =>
      [...field.querySelectorAll('*')].map((one) => one.value)).filter((value) => ['typed-for-acme-12345', ${JSON.stringify(service.url)}].includes(value))`;
    expect(await page.evaluate(typed)).toEqual([]);
    // The same again is a new form, not the old one with what was typed into it.
    await page.getByLabel('Project', { exact: true }).fill('mine');
    await add.click();
    await discard.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => page.getByLabel('Project', { exact: true }).inputValue()).toBe('');
  });

  it('Back asks before typed input is lost', async () => {
    const { page, service } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.getByRole('button', { name: 'Back' }).click();
    await page
      .getByRole('dialog', { name: 'Discard changes?' })
      .getByRole('button', { name: 'Cancel' })
      .click();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe(service.url);
  });
});
