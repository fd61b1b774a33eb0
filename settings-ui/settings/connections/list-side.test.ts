import { exportedConnections } from '@valetkey/broker/contracts';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { exportOf } from '../../fixtures/import-file.ts';
import { goodToken, type OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();

/** One of each state that a connection can be in, but for a locked keyring. */
const oneOfEach = async ({
  connect,
  test,
  reader,
}: Pick<OpenedSettings, 'connect' | 'test' | 'reader'>): Promise<void> => {
  const { settings } = test;
  const moved = await connect('Moved');
  const [before] = (await settings.listConnections({})).connections;
  await settings.updateConnection({
    connectionId: moved.id as never,
    updatedAt: before?.updatedAt ?? 0,
    fields: { url: 'https://api.acme.example' },
  });
  await connect('Wrong', { secret: 'not-accepted-at-all' });
  await connect('Works', { scope: 'workspace' });
  for (const { id, displayName } of (await settings.listConnections({})).connections) {
    if (displayName !== 'Moved') await settings.testConnection({ connectionId: id });
  }
  await connect('Fresh');
  await connect('Empty', { secret: '' });
  await settings.createConnection({
    providerId: 'acme.reader/every' as never,
    displayName: 'Other service',
    fields: { region: 'eu', project: 'alpha', retries: 1, proxied: false },
    secrets: { token: goodToken },
  });
  test.answer = answering('once');
  const handle = await reader.connections.request({ provider: 'acme.reader/api', reason: 'Reads.' });
  held.add(handle);
  await reader.connections.use(handle).fetch('/issues');
};

const names = (page: Page): Promise<string[]> => page.locator('.row-name').allTextContents();
const row = (page: Page, name: string) => page.locator('.list-row', { hasText: name });
const badges = async (page: Page): Promise<Record<string, string>> => {
  const all = await page.locator('.list-row').all();
  const pairs = all.map(async (one) => [
    ...[await one.locator('.row-name').textContent(), await one.locator('.badge').last().textContent()],
  ]);
  return Object.fromEntries(await Promise.all(pairs));
};
const pick = async (page: Page, filter: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: filter, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

describe('the list of connections', () => {
  const open = settingsInChromium();

  it('each row says the connection’s state, who uses it, and when it was used', async () => {
    const { page } = await open({ before: oneOfEach });
    await page.getByRole('listbox').waitFor();
    expect(await badges(page)).toEqual({
      Works: 'Ready',
      Fresh: 'Not tested',
      Wrong: 'Failing',
      Empty: 'Not connected',
      Moved: 'Suspended',
      'Other service': 'Not tested',
    });
    expect(await row(page, 'Works').textContent()).toMatch(/1 live.*workspace · just now/s);
    expect(await row(page, 'Fresh').textContent()).toMatch(/^(?!.*live).*never used/s);

    const locked = await open({ locked: true, before: ({ connect }) => connect('Mine', { secret: '' }) });
    await locked.page.getByRole('listbox').waitFor();
    expect(await badges(locked.page)).toEqual({ Mine: 'Locked' });
  });

  it('the list is filtered by service, state and scope, cleared, and sorted by name, use and problems', async () => {
    const { page, complaints } = await open({ before: oneOfEach });
    const all = ['Empty', 'Fresh', 'Moved', 'Other service', 'Works', 'Wrong'];
    await expect.poll(() => names(page)).toEqual(all);
    await pick(page, 'Service', 'Every field');
    await expect.poll(() => names(page)).toEqual(['Other service']);
    await page.getByText('1 of 6').waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await expect.poll(() => names(page)).toEqual(all);
    await pick(page, 'State', 'Not tested');
    await expect.poll(() => names(page)).toEqual(['Fresh', 'Other service']);
    await pick(page, 'Scope', 'Workspace');
    await page.getByText('No matches.').waitFor();
    await pick(page, 'State', 'Every state');
    await expect.poll(() => names(page)).toEqual(['Works']);
    await pick(page, 'Scope', 'Every scope');
    await pick(page, 'Sort by', 'Problems first');
    await expect
      .poll(() => names(page))
      .toEqual(['Wrong', 'Empty', 'Moved', 'Fresh', 'Other service', 'Works']);
    await pick(page, 'Sort by', 'Last used first');
    await expect.poll(async () => (await names(page))[0]).toBe('Works');
    expect(complaints).toEqual([]);
  });

  it('the list has only as many elements as are in sight, and says how many rows there are', async () => {
    const { page } = await open({
      before: ({ test, service }) => {
        const origins = Array.from({ length: 990 }, (_, at) => `https://build-${at}.example.com`);
        const document = exportedConnections.parse(JSON.parse(exportOf(service.url, origins)));
        return test.settings.importConnections({ document });
      },
    });
    await page.getByText('991 connections').waitFor();
    const rows = page.locator('.list-row');
    expect(await rows.count()).toBeLessThan(50);
    expect(await rows.first().getAttribute('aria-setsize')).toBe('991');
    await page.getByRole('listbox').press('End');
    await page.getByRole('option', { name: 'Team issues', selected: true }).waitFor();
    expect(await rows.count()).toBeLessThan(50);
  });
});
