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
const column = (page: Page, name: 'kind' | 'who' | 'where' | 'how'): Promise<string[]> =>
  page.locator(`.log-${name}`).allTextContents();
const sorted = async (texts: Promise<string[]>): Promise<string[]> => [...new Set(await texts)].toSorted();

describe('the activity', { timeout: 40_000 }, () => {
  const open = settingsInChromium();

  it('is newest first, and filtered by path, extension, outcome and time', async () => {
    const { page, service, complaints } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    expect((await column(page, 'kind')).indexOf('You answered')).toBeLessThan(
      (await column(page, 'kind')).indexOf('You were asked'),
    );
    await page.getByLabel('Search paths', { exact: false }).fill('/issues');
    await expect
      .poll(() => sorted(column(page, 'where')))
      .toEqual([`GET ${service.url}/issues`, `GET ${service.url}/issues/7`]);
    await page.getByLabel('Search paths', { exact: false }).fill('');
    await pick(page, 'Extension', 'acme.other');
    await expect.poll(() => sorted(column(page, 'who'))).toEqual(['acme.other']);
    await pick(page, 'Outcome', 'Denied');
    await expect.poll(() => column(page, 'kind')).toEqual(['You answered']);
    await pick(page, 'Extension', 'Every extension');
    await pick(page, 'Outcome', 'OK');
    await expect.poll(() => sorted(column(page, 'kind'))).toContain('Use finished');
    await pick(page, 'Time', 'Last hour');
    await expect.poll(() => sorted(column(page, 'kind'))).toContain('Use finished');
    expect(complaints).toEqual([]);
  });

  it('says of an entry without an address which connection it is about', async () => {
    const { page } = await open({ before: busy });
    await see(page, 'Activity');
    await page.getByRole('listbox', { name: 'Activity, newest first' }).waitFor();
    await pick(page, 'Extension', 'acme.reader');
    const granted = page
      .getByRole('option')
      .filter({ has: page.locator('.log-kind', { hasText: 'Always allowed' }) });
    await expect.poll(() => granted.locator('.log-where').allTextContents()).toEqual(['Team issues']);
  });

  it('has no entry from before the time that was chosen', async () => {
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
    await page.locator('.log-kind', { hasText: 'Connection made' }).waitFor();
    await pick(page, 'Time', 'Last hour');
    await expect.poll(() => column(page, 'kind')).toEqual(['Everything stopped']);
    expect((await test.settings.listConnections({})).total).toBe(1);
  });

  it('is loaded page by page, as far as somebody scrolls', async () => {
    const { page } = await open({
      before: async ({ test }) => {
        for (let time = 0; time < 260; time += 1) await test.settings.stopEverything();
      },
    });
    await see(page, 'Activity');
    const list = page.getByRole('listbox', { name: 'Activity, newest first' });
    const first = list.getByRole('option').first();
    await expect.poll(() => first.getAttribute('aria-setsize')).toBe('200');
    await list.press('End');
    await expect
      .poll(() => list.getByRole('option').last().getAttribute('aria-setsize'))
      .toMatch(/^2[6-9]\d$/);
    expect(await list.getByRole('option').count()).toBeLessThan(60);
  });

  it('takes authority back from the entry that gave it', async () => {
    const { page, test } = await open({ before: busy });
    await see(page, 'Activity');
    const entry = async (kind: string): Promise<void> => {
      await page.locator('.log-kind', { hasText: kind }).first().click();
      await page.getByRole('heading', { name: new RegExp(`^${kind}`) }).waitFor();
    };
    await entry('Handle handed out');
    await page.getByRole('button', { name: 'End the handle' }).click();
    await page.getByText('Ended. One handle ended at once.').waitFor();
    expect(await test.settings.listLive({})).toEqual([]);
    await entry('Always allowed');
    await page.getByRole('button', { name: 'Revoke the grant' }).click();
    await page.getByText('Revoked.', { exact: true }).waitFor();
    expect((await test.settings.listGrants({})).every(({ state }) => state === 'revoked')).toBe(true);
    await page.getByRole('button', { name: 'Revoke the grant' }).waitFor({ state: 'detached' });
  });

  it('says which entry was changed by somebody when it is verified', async () => {
    const { page, test } = await open({ before: busy });
    const file = new Libsql(join(test.folder, 'audit.db'));
    file.prepare(`UPDATE entries SET line = replace(line, '/issues/7', '/issues/8')`).run([]);
    file.close();
    await see(page, 'Activity');
    await see(page, 'Verify');
    await page.getByText(/tampered with or damaged: entry \d+ is not what was written\./).waitFor();
  });
});
