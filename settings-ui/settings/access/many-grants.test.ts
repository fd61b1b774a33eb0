import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering, extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();
type Before = Pick<OpenedSettings, 'test' | 'service'>;

/** So many extensions, of which the first ones have a connection each that is always allowed. */
const many =
  (extensions: number, grants: number) =>
  async ({ test, service }: Before): Promise<void> => {
    test.answer = answering('always');
    for (let n = 1; n <= extensions; n += 1) {
      const name = `maker${String(n).padStart(2, '0')}`;
      const provider = `acme.${name}/api`;
      const extension = test.attach(extensionNamed(name));
      // A port that nobody holds is collected, and its sessions end.
      held.add(extension);
      if (n > grants) continue;
      await test.settings.createConnection({
        providerId: provider as never,
        // With a hyphen, because a number alone may be part of the port that the service got.
        displayName: `Shop-${n}`,
        fields: { url: service.url },
        secrets: { token: 'certainly-good-enough' }, // secretlint-disable-line
      });
      held.add(await extension.connections.request({ provider, reason: 'Reads.' }));
    }
  };

const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();
const heightOfRows = (page: Page): Promise<number> =>
  page.locator('.list-space').evaluate((space) => space.getBoundingClientRect().height);

describe('access and extensions in large numbers', () => {
  const open = settingsInChromium();

  it('fourteen grants are rows of 48 px, and a search finds one by extension, connection, host or limit', async () => {
    const { page, complaints } = await open({ before: many(14, 14) });
    await see(page, 'Access');
    await page.getByText('14 always allowed.').waitFor();
    await expect.poll(() => heightOfRows(page)).toBe(14 * 48);
    await page.keyboard.press('/');
    for (const [typed, found] of [
      ['maker07', 1],
      ['shop-14', 1],
      ['127.0.0.1', 14],
      ['get maker1', 5],
      ['nobody', 0],
    ] as const) {
      await page.getByLabel('Search access', { exact: false }).fill(typed);
      await expect.poll(() => page.locator('.held-row').count(), { message: typed }).toBe(found);
    }
    expect(complaints).toEqual([]);
  });

  it('five grants are revoked in two clicks, are dead at once, and are restored by Undo', async () => {
    const { page, test } = await open({ before: many(14, 14) });
    const inForce = async () => (await test.settings.listGrants({})).length;
    await see(page, 'Access');
    await page.getByLabel('Search access', { exact: false }).fill('maker1');
    await page.getByRole('button', { name: 'Select all 5' }).click();
    await page.getByRole('button', { name: 'Revoke 5 selected' }).click();
    await page.getByText('5 revoked. 5 sessions ended.').waitFor();
    expect(await inForce()).toBe(9);
    expect(await test.settings.listLive({})).toHaveLength(9);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Access restored.').waitFor();
    expect(await inForce()).toBe(14);
    expect(test.changes).toEqual([]);
  });

  it('a range is selected with Shift, and what the search hides is not selected any more', async () => {
    const { page } = await open({ before: many(14, 14) });
    await see(page, 'Access');
    const box = (n: number) => page.getByRole('checkbox').nth(n);
    await box(1).click();
    await box(5).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Revoke 5 selected' }).waitFor();
    await page.getByLabel('Search access', { exact: false }).fill('maker14');
    await page.getByRole('button', { name: /^Revoke \d/ }).waitFor({ state: 'detached' });
  });

  it('forty extensions take at most 2,500 px, and are searched and sorted by last use', async () => {
    const { page } = await open({ before: many(39, 2) });
    await see(page, 'Extensions');
    await page.getByText('40 extensions').waitFor();
    expect(await heightOfRows(page)).toBeLessThanOrEqual(2_500);
    await page.getByRole('combobox', { name: 'Sort by' }).click();
    await page.getByRole('option', { name: 'Last used', exact: true }).click();
    const names = page.locator('.held-row b');
    await expect
      .poll(async () => (await names.allTextContents()).slice(0, 2))
      .toEqual(['Acme maker02', 'Acme maker01']);
    await page.keyboard.press('/');
    await page.keyboard.type('maker39');
    await expect.poll(() => names.allTextContents()).toEqual(['Acme maker39']);
  });

  it('a search is cleared when its field disappears, because few extensions are left', async () => {
    const { page } = await open({ before: many(8, 0) });
    await see(page, 'Extensions');
    const names = page.locator('.held-row b');
    // The key is for the field, which is there once main has told of more than a few extensions.
    await page.getByText('9 extensions').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('maker07');
    await expect.poll(() => names.allTextContents()).toEqual(['Acme maker07']);
    // Each time: main tells the page again of all eight, whenever something changes.
    const leaveThree = () =>
      page.evaluate(`{
        const view = document.querySelector('vk-extensions');
        view.data = { ...view.data, extensions: view.data.extensions.slice(0, 3) };
      }`);
    const field = page.getByLabel('Search extensions', { exact: false });
    const left = async (): Promise<[number, number]> => {
      await leaveThree();
      return [await field.count(), await names.count()];
    };
    await expect.poll(left).toEqual([0, 3]);
  });
});
