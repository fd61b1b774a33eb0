import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { exportOf, importFile } from '../../fixtures/import-file.ts';
import { goodToken } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

const exported = async (page: Page): Promise<string> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all connections, without secrets' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('valetkey-connections.json');
  return readFileSync(await download.path(), 'utf8');
};

/** Runs in the page: it and the list that it scrolls in are both where one sees. */
const isInSight = (element: Element): boolean => {
  const { top, bottom } = element.getBoundingClientRect();
  const list = element.closest('ul')?.getBoundingClientRect();
  return list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1 && bottom <= innerHeight;
};

describe('exporting and importing connections on the page', () => {
  it('connections are exported without secrets, and imported after a preview', async () => {
    const from = await open({
      before: async ({ connect }) => {
        await connect('Team issues', { scope: 'workspace' });
        await connect('My issues');
      },
    });
    await from.page.getByRole('listbox').waitFor();
    const text = await exported(from.page);
    expect(text).not.toContain(goodToken);
    await from.page.getByText('The export holds 2 connections, without secrets.').waitFor();

    const to = await open();
    await to.page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    const document = JSON.parse(text) as { connections: object[] };
    document.connections.push({ ...document.connections[0], displayName: 'Odd', providerId: 'nobody' });
    await importFile(to.page, JSON.stringify(document));
    const dialog = to.page.getByRole('dialog', { name: 'Import connections?' });
    await dialog.getByText('To import (2)').waitFor();
    expect(await dialog.textContent()).toMatch(
      /Team issues acme\.reader\/api\s+\(workspace\)\s+credential is sent to\s+http:/,
    );
    expect(await dialog.getByRole('listitem').last().textContent()).toContain('No installed provider');
    expect((await to.test.settings.listConnections({})).total, 'nothing yet').toBe(0);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await to.page
      .getByText('2 connections were imported. 1 could not be imported. Enter their secrets now.')
      .waitFor();
    await to.page.getByRole('option', { name: /^Team issues/ }).waitFor();
    expect(to.complaints).toEqual([]);
  });

  it('the preview says if an identical connection exists, and a cancelled preview adds nothing', async () => {
    const { page, test } = await open({ before: ({ connect }) => connect('My issues') });
    await page.getByRole('listbox').waitFor();
    await importFile(page, await exported(page));
    await page.getByText('An identical connection exists; you will have two.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await test.settings.listConnections({})).total).toBe(1);
  });

  it('a long preview can be read by keyboard, and its first focus adds nothing', async () => {
    const { page, service, complaints } = await open();
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    const origins = Array.from({ length: 60 }, (_, at) => `https://build-${at}.example.com`);
    await importFile(page, exportOf(service.url, origins));
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.waitFor();
    expect(await cancel.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.getByRole('list', { name: 'To import' }).press('End');
    await expect.poll(() => page.getByText('Issues of build-59.example.com').evaluate(isInSight)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['no JSON', 'name,url\n'],
    ['another file', '{"format":"something else"}'],
    [
      'one with more than an export has',
      '{"format":"valetkey-connections","version":1,"connections":[],"run":1}',
    ],
  ])('an import is refused from %s', async (_, text) => {
    const { page, test } = await open();
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    await importFile(page, text);
    await page.getByText('This file is not an export of connections.').waitFor();
    expect((await test.settings.listConnections({})).total).toBe(0);
  });
});
