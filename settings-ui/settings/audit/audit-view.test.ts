import { join } from 'node:path';
import Libsql from 'libsql';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering, extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();
type Before = Pick<OpenedSettings, 'connect' | 'test' | 'reader' | 'service'>;

/** Two extensions, each with a connection: one that is let in and uses it, one that is refused. */
const busy = async ({ connect, test, reader, service }: Before): Promise<void> => {
  await connect('Team issues');
  test.answer = answering('always');
  const handle = await reader.connections.request({ provider: 'acme.reader/api', reason: 'Reads.' });
  held.add(handle);
  const issues = reader.connections.use(handle);
  for (const path of ['/issues', '/issues/7', '/whoami']) await issues.fetch(path);
  const other = test.attach(extensionNamed('other'));
  await test.settings.createConnection({
    providerId: 'acme.other/api' as never,
    displayName: 'Theirs',
    fields: { url: service.url },
    secrets: { token: 'never-accepted-12345' }, // secretlint-disable-line
  });
  test.answer = answering('deny');
  await other.connections
    .request({ provider: 'acme.other/api', reason: 'For tests.' })
    .catch(() => undefined);
};

const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();
const pick = async (page: Page, filter: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: filter, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const column = (page: Page, name: 'kind' | 'who' | 'where' | 'how' | 'day'): Promise<string[]> =>
  page.locator(`.log-${name}`).allTextContents();
const search = (page: Page) => page.getByLabel('Search activity', { exact: false });
const sorted = async (texts: Promise<string[]>): Promise<string[]> => [...new Set(await texts)].toSorted();

describe('the activity', () => {
  const open = settingsInChromium();

  it('the activity is newest first, and is filtered by path, extension, outcome and time', async () => {
    const { page, service, complaints } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    const kinds = await column(page, 'kind');
    expect(kinds.indexOf('Session opened')).toBeLessThan(kinds.lastIndexOf('Consent'));
    await search(page).fill('/issues');
    await expect
      .poll(() => sorted(column(page, 'where')))
      .toEqual([`GET ${service.url}/issues`, `GET ${service.url}/issues/7`]);
    await search(page).fill('');
    await pick(page, 'Extension', 'Acme other (acme.other)');
    await expect.poll(() => sorted(column(page, 'who'))).toEqual(['Acme other acme.other']);
    await pick(page, 'Outcome', 'Denied');
    await expect.poll(() => column(page, 'kind')).toEqual(['Consent answered']);
    await pick(page, 'Extension', 'Every extension');
    await pick(page, 'Outcome', 'OK');
    await expect.poll(() => sorted(column(page, 'kind'))).toContain('Request finished');
    await pick(page, 'Time', 'Last hour');
    await expect.poll(() => sorted(column(page, 'kind'))).toContain('Request finished');
    expect(complaints).toEqual([]);
  });

  it('the search finds extensions and connections by name, kinds and outcomes by their words, and / goes there', async () => {
    const { page } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    for (const [typed, found] of [
      ['acme other', ['Acme other acme.other', 'you']],
      ['team issues request', ['Acme reader acme.reader']],
      ['denied', ['Acme other acme.other']],
    ] as const) {
      await search(page).fill('');
      await page.getByRole('heading', { name: 'Activity' }).click();
      await page.keyboard.press('/');
      await page.keyboard.type(typed);
      await expect.poll(() => sorted(column(page, 'who')), { message: typed }).toEqual([...found]);
    }
    await search(page).fill('nothing of it');
    await page.getByText('No matching entries.').waitFor();
  });

  it('each use is one row that shows who, what, where and the outcome, also at 800 and 600 px and at 200 %', async () => {
    const { page, service } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    expect(await column(page, 'where')).toEqual(
      ['/whoami', '/issues/7', '/issues'].map((path) => `GET ${service.url}${path}`),
    );
    const requests = (await column(page, 'kind')).filter((kind) => kind.startsWith('Request'));
    expect(requests).toEqual(['Request', 'Request', 'Request']);
    expect(await column(page, 'day')).toEqual(['Today']);
    for (const [width, height] of [
      [1_040, 740],
      [800, 740],
      [600, 740],
      [520, 370],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const part of ['who', 'kind', 'where', 'how']) {
        const box = await page.locator(`.log-${part}`).first().boundingBox();
        expect(box?.width, `${part} at ${width}`).toBeGreaterThan(30);
        expect((box?.x ?? 0) + (box?.width ?? 0), `${part} at ${width}`).toBeLessThanOrEqual(width);
      }
      const cut = await page
        .locator(':is(.log-kind, .log-how .badge)')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect(cut, `cut off at ${width}`).toBe(0);
    }
    await search(page).fill(`${service.url}/issues/7`);
    await expect.poll(() => column(page, 'kind')).toEqual(['Request']);
    await page.getByRole('option').first().click();
    await page.getByText('Began').waitFor();
    await page.getByRole('button', { name: 'Show connection' }).waitFor();
  });

  it('an entry without an address says which connection it is about', async () => {
    const { page } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    await pick(page, 'Extension', 'Acme reader (acme.reader)');
    const granted = page
      .getByRole('option')
      .filter({ has: page.locator('.log-kind', { hasText: 'Always allowed' }) });
    await expect.poll(() => granted.locator('.log-connection').allTextContents()).toEqual(['Team issues']);
  });

  it('the activity shows no entry from before or after the chosen times', async () => {
    const clock = { aheadMs: -2 * 3_600_000 };
    const { page, test } = await open({
      powers: { now: () => Date.now() + clock.aheadMs },
      before: async ({ connect, test }) => {
        await connect('Then');
        clock.aheadMs = 0;
        await test.settings.stopEverything();
      },
    });
    await see(page, 'Activity');
    await page.locator('.log-kind', { hasText: 'Connection added' }).waitFor();
    await pick(page, 'Time', 'Last hour');
    await expect.poll(() => column(page, 'kind')).toEqual(['Everything stopped']);
    await pick(page, 'Time', 'Between…');
    await page.getByLabel('From').fill('');
    await page.locator('.log-kind', { hasText: 'Connection added' }).waitFor();
    const minute = new Date(Date.now() - 3_600_000 - new Date().getTimezoneOffset() * 60_000);
    await page.getByLabel('To', { exact: true }).fill(minute.toISOString().slice(0, 16));
    await page.locator('.log-kind', { hasText: 'Everything stopped' }).waitFor({ state: 'detached' });
    await page.locator('.log-kind', { hasText: 'Connection added' }).waitFor();
    expect((await test.settings.listConnections({})).total).toBe(1);
  });

  it('the activity is loaded page by page as somebody scrolls', async () => {
    const { page } = await open({
      before: async ({ test }) => {
        for (let time = 0; time < 260; time += 1) await test.settings.stopEverything();
      },
    });
    await see(page, 'Activity');
    const list = page.getByRole('listbox', { name: 'Activity, newest first' });
    const first = list.getByRole('option').first();
    // One of them is the heading of the day; at midnight there are two days.
    await expect.poll(() => first.getAttribute('aria-setsize')).toMatch(/^20[12]$/);
    await list.press('End');
    await expect
      .poll(() => list.getByRole('option').last().getAttribute('aria-setsize'))
      .toMatch(/^2[6-9]\d$/);
    expect(await list.getByRole('option').count()).toBeLessThan(60);
  });

  it('an entry that gave authority can revoke it', async () => {
    const { page, test } = await open({ before: busy });
    await see(page, 'Activity');
    const entry = async (kind: string): Promise<void> => {
      await page.locator('.log-kind', { hasText: kind }).first().click();
      await page.getByRole('heading', { name: new RegExp(`^${kind}`) }).waitFor();
    };
    await entry('Session opened');
    await page.getByRole('button', { name: 'End the session' }).click();
    await page.getByText('Ended. 1 session ended.').waitFor();
    expect(await test.settings.listLive({})).toEqual([]);
    await entry('Always allowed');
    await page.getByRole('button', { name: 'Revoke the grant' }).click();
    await page.getByText('Revoked.', { exact: true }).waitFor();
    expect((await test.settings.listGrants({})).every(({ state }) => state === 'revoked')).toBe(true);
    await page.getByRole('button', { name: 'Revoke the grant' }).waitFor({ state: 'detached' });
  });

  it('verifying the log names the entry that somebody changed', async () => {
    const { page, test } = await open({ before: busy });
    const file = new Libsql(join(test.folder, 'audit.db'));
    file.prepare(`UPDATE entries SET line = replace(line, '/issues/7', '/issues/8')`).run([]);
    file.close();
    await see(page, 'Activity');
    await see(page, 'Verify');
    await page.getByText(/changed or damaged: entry \d+ is not what was written\./).waitFor();
  });
});
