import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
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
const importing = async (page: Page, text: string): Promise<void> => {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import connections from a file' }).click(),
  ]);
  await chooser.setFiles({ name: 'theirs.json', mimeType: 'application/json', buffer: Buffer.from(text) });
};

describe('connections carried elsewhere by the page', { timeout: 40_000 }, () => {
  it('leave without their secrets, and arrive after a look at what will be made', async () => {
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
    await importing(to.page, JSON.stringify(document));
    const dialog = to.page.getByRole('dialog', { name: 'Import connections?' });
    await dialog.getByText('Will be made (2)').waitFor();
    expect(await dialog.textContent()).toMatch(
      /Team issues acme\.reader\/api\s+\(workspace\)\s+goes to\s+http:/,
    );
    expect(await dialog.getByRole('listitem').last().textContent()).toContain('No installed provider');
    expect((await to.test.settings.listConnections({})).total, 'nothing yet').toBe(0);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await to.page
      .getByText('2 connections were imported. 1 could not be. Enter their secrets now.')
      .waitFor();
    await to.page.getByRole('option', { name: /^Team issues/ }).waitFor();
    expect(to.complaints).toEqual([]);
  });

  it('say so when the same is here already, and nothing is made when the look is left', async () => {
    const { page, test } = await open({ before: ({ connect }) => connect('My issues') });
    await page.getByRole('listbox').waitFor();
    await importing(page, await exported(page));
    await page.getByText('The same is here already; there will be two.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await test.settings.listConnections({})).total).toBe(1);
  });

  it.each([
    ['no JSON', 'name,url\n'],
    ['another file', '{"format":"something else"}'],
    [
      'one with more than an export has',
      '{"format":"valetkey-connections","version":1,"connections":[],"run":1}',
    ],
  ])('are not taken from %s', async (_, text) => {
    const { page, test } = await open();
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    await importing(page, text);
    await page.getByText('That file is no export of connections.').waitFor();
    expect((await test.settings.listConnections({})).total).toBe(0);
  });
});
