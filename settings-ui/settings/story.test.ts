import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { goodToken } from '../fixtures/open-settings.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();
const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };

describe('somebody who has never seen the settings page', { timeout: 40_000 }, () => {
  const open = settingsInChromium();

  it('makes a connection, tries it before saving, lets an extension use it, and takes that back', async () => {
    const opened = await open();
    const { page, test, reader, service } = opened;
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByLabel('Search services', { exact: false }).fill('acme issues');
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    expect(await page.locator('.goes-to').textContent()).toContain(service.url);
    await page.getByLabel('Access token', { exact: true }).fill('not-the-right-one');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The service does not accept this secret.').waitFor();
    expect((await test.settings.listConnections({})).total, 'nothing was kept').toBe(0);
    await page.getByLabel('Access token', { exact: true }).fill(`  ${goodToken}\n`);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText(/It works\. \(status 200, account reader/).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('.detail').getByText('Nobody now.').waitFor();
    expect(await page.locator('.detail').textContent()).not.toContain('1234567890');

    test.answer = answering('always');
    const handle = await reader.connections.request(asks);
    await page.locator('.detail').getByRole('article', { name: 'acme.reader, always allowed' }).waitFor();
    expect(
      await reader.connections
        .use(handle)
        .fetch('/issues')
        .then(({ status }) => status),
    ).toBe(200);
    await page.locator('.detail').getByText('used once').waitFor();

    await see(page, 'Activity');
    await page
      .getByRole('option', { name: `GET ${service.url}/issues` })
      .first()
      .click();
    await page.getByRole('button', { name: 'Show connection' }).click();
    await page.getByRole('button', { name: 'Revoke all of this connection' }).click();
    await page.locator('.detail').getByText('Nobody now.').waitFor();
    await expect(reader.connections.use(handle).fetch('/issues')).rejects.toMatchObject({
      code: 'capability-closed',
    });
  });

  it('undoes a deletion within ten seconds, with the secret and what was allowed', async () => {
    const opened = await open({
      before: async ({ connect, test, reader }) => {
        await connect('Mine');
        test.answer = answering('always');
        await reader.connections.request(asks);
      },
    });
    const { page } = opened;
    await page.getByRole('button', { name: 'Delete Mine' }).click();
    await page.getByRole('dialog').getByText('It has no other connection for this service').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Test Mine' }).click();
    await page.locator('.detail').getByText('It works.').waitFor();
    await page.locator('.detail').getByRole('article', { name: 'acme.reader, always allowed' }).waitFor();
  });

  it('moves a connection to the workspace after seeing which one wins and what is bound anew', async () => {
    const opened = await open({
      before: async ({ connect, test, reader }) => {
        await connect('First');
        test.answer = answering('always');
        await reader.connections.request(asks);
        await connect('Second');
      },
    });
    const { page, test } = opened;
    await page.getByRole('option', { name: /First/ }).click();
    await page.getByRole('button', { name: 'Move it to this workspace…' }).click();
    await page.getByRole('dialog').getByText('There it is offered first').waitFor();
    await page
      .getByRole('dialog')
      .getByText(/^Keep /)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
    await page.getByText('Of the workspace that is open here.').waitFor();
    const [grant] = await test.settings.listGrants({});
    expect(grant?.state).toBe('active');
  });

  it('exports what is filtered, as JSON Lines and as CSV, and changes how long it is kept', async () => {
    const opened = await open({ before: ({ connect }) => connect('Mine') });
    const { page, test } = opened;
    await see(page, 'Activity');
    for (const [name, ending] of [
      ['Export JSON Lines', 'jsonl'],
      ['Export CSV', 'csv'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${ending}$`));
      const text = readFileSync(await download.path(), 'utf8');
      expect(text).toContain('connection.created');
      expect(text).not.toContain(goodToken);
    }
    await page.getByRole('button', { name: 'Retention…' }).click();
    await page.getByLabel('Days', { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Keep so' }).click();
    await page.getByText('Days: enter a whole number from 1 to 3650.').waitFor();
    await page.getByLabel('Days', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Keep so' }).click();
    await page.getByText('Nothing had to go.').waitFor();
    expect((await test.settings.auditStatus()).retention.days).toBe(7);
  });

  it('stops everything and resumes; meanwhile no extension gets a handle', async () => {
    const opened = await open({ before: ({ connect }) => connect('Mine') });
    const { page, test, reader } = opened;
    test.answer = answering('once');
    await page.getByRole('button', { name: /^Stop everything/ }).click();
    await page.getByText('Everything is stopped').waitFor();
    await expect(reader.connections.request(asks)).rejects.toMatchObject({ code: 'stopped' });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: /^Stop everything/ }).waitFor();
    await expect(reader.connections.request(asks)).resolves.toBeDefined();
  });

  it('sees a request that found no connection, makes one for it, and gives access where it is shown', async () => {
    const opened = await open();
    const { page, test, reader, service } = opened;
    await expect(reader.connections.request(asks)).rejects.toMatchObject({ code: 'no-connection' });
    await page.getByRole('button', { name: 'Make a connection of Acme API' }).click();
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor();
    await see(page, 'Extensions');
    const asked = page.getByRole('article', { name: 'Acme reader asked for Acme API' });
    await asked.getByRole('button', { name: /^Make a connection/ }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.getByLabel('Access token', { exact: true }).fill(goodToken);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    test.answer = answering('once');
    await asked.getByRole('button', { name: /^Give access/ }).click();
    await asked.getByText('Allowed once; its next request takes it.').waitFor();
  });
});
