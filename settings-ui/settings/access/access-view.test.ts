import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();
const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };

/** One that is allowed for good, held and used once. */
const allowed = async ({
  connect,
  test,
  reader,
}: Pick<OpenedSettings, 'connect' | 'test' | 'reader'>): Promise<void> => {
  await connect('Team issues');
  test.answer = answering('always');
  const handle = await reader.connections.request(asks);
  held.add(handle);
  await reader.connections.use(handle).fetch('/issues');
};
const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();

describe('who may use what', { timeout: 40_000 }, () => {
  const open = settingsInChromium();

  it('is shown from either side, in plain words, with since when, how often and by which version', async () => {
    const { page, complaints } = await open({ before: allowed });
    await see(page, 'Access');
    await page.getByRole('heading', { name: 'Team issues', exact: true }).waitFor();
    const grant = page.getByRole('article', { name: 'acme.reader, always allowed' });
    const text = (await grant.textContent()) ?? '';
    expect(text).toMatch(/Send GET, POST requests at every path\./);
    expect(text).toContain('In its own words: Reads what is new.');
    expect(text).toMatch(/version 1\.0\.0 · since \w{3} \d+, \d{4}.* · last used just now · handed out once/);
    await page.getByRole('article', { name: 'acme.reader, live handle' }).getByText('used once').waitFor();

    await see(page, 'By extension');
    await page.getByRole('heading', { name: 'Acme reader (acme.reader)', exact: true }).waitFor();
    for (const one of ['Team issues, always allowed', 'Team issues, live handle']) {
      await page.getByRole('article', { name: one }).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it('a handle that was made weaker does not seem to allow what the one before it did', async () => {
    const held: unknown[] = [];
    const { page } = await open({
      before: async (opened) => {
        await allowed(opened);
        const { reader, test } = opened;
        await test.settings.stopEverything();
        await test.settings.resumeEverything();
        const { connections } = reader;
        const handle = await connections.request({ provider: 'acme.reader/api', reason: 'Reads.' });
        held.push(handle, await connections.use(handle).attenuate({ methods: ['GET'], paths: ['/issues'] }));
      },
    });
    await see(page, 'Access');
    const live = page.getByRole('article', { name: 'acme.reader, live handle' });
    const weaker = live.filter({ hasText: 'Made weaker' });
    await weaker.waitFor();
    expect(await weaker.locator('p, li').allTextContents()).toEqual([
      'Send GET, POST requests at every path.',
      'Made weaker: of that only',
      'Read (GET) at /issues.',
      expect.stringMatching(/not used yet$/),
    ]);
    expect(await live.count()).toBe(2);
  });

  it('all of one extension is taken back at once, with what it holds', async () => {
    const { page, test } = await open({ before: allowed });
    await see(page, 'Access');
    await see(page, 'By extension');
    await page.getByRole('button', { name: 'Revoke all of acme.reader' }).click();
    await page.getByText('Revoked. One handle ended at once.').waitFor();
    await page.getByText('Nothing is allowed for good. No extension holds anything now.').waitFor();
    expect(await test.settings.listLive({})).toEqual([]);
  });

  it('what changed since it was allowed is shown before and after, and confirmed or revoked', async () => {
    const { page, test } = await open({ before: allowed });
    await page.getByRole('button', { name: 'Edit Team issues' }).click();
    await page.getByLabel('Address', { exact: true }).fill('https://elsewhere.example.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await see(page, 'Access');
    const grant = page.getByRole('article', { name: 'acme.reader, suspended' });
    await page.getByText('1 allowed for good, 1 of them suspended.').waitFor();
    const diff = (await grant.locator('.diff').textContent()) ?? '';
    expect(diff).toMatch(/http:\/\/127\.0\.0\.1:\d+.*https:\/\/elsewhere\.example\.com/s);
    await grant.getByRole('button', { name: 'Confirm acme.reader' }).click();
    const dialog = page.getByRole('dialog', { name: 'Allow acme.reader again?' });
    await dialog.getByText('https://elsewhere.example.com').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await test.settings.listGrants({})).map(({ state }) => state)).toEqual(['suspended']);
    await grant.getByRole('button', { name: 'Confirm acme.reader' }).click();
    await dialog.getByRole('button', { name: 'Allow it as it is now' }).click();
    await page.getByText('Allowed again.').waitFor();
    await page.getByRole('article', { name: 'acme.reader, always allowed' }).waitFor();
    await page.getByRole('button', { name: 'Revoke acme.reader', exact: true }).click();
    await page.getByText('Nothing is allowed for good.').waitFor();
  });
});
