import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { goodToken } from '../fixtures/open-settings.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();
/** Else the collector ends their sessions. */
const held = new Set<unknown>();
const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };

describe('a person who has never seen the settings page', () => {
  const open = settingsInChromium();

  it('a newcomer adds a connection, tests it before saving, lets an extension use it, and revokes that', async () => {
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
    await page.locator('.detail').getByText('No extension yet.').waitFor();
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
    await page
      .locator('.detail')
      .getByRole('button', { name: /^Acme reader acme\.reader/ })
      .click();
    await page.locator('.detail').getByText('used once').waitFor();

    await see(page, 'Activity');
    await page
      .getByRole('option', { name: `GET ${service.url}/issues` })
      .first()
      .click();
    await page.getByRole('button', { name: 'Show connection' }).click();
    await page.getByRole('button', { name: 'Revoke all of this connection' }).click();
    await page.locator('.detail').getByText('No extension yet.').waitFor();
    await expect(reader.connections.use(handle).fetch('/issues')).rejects.toMatchObject({
      code: 'capability-closed',
    });
  });

  it('a newcomer undoes a deletion within ten seconds, with the secret and the access', async () => {
    const opened = await open({
      before: async ({ connect, test, reader }) => {
        await connect('Mine');
        test.answer = answering('always');
        held.add(await reader.connections.request(asks));
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

  it('a newcomer moves a connection to the workspace after seeing which one wins and what stays allowed', async () => {
    const opened = await open({
      before: async ({ connect, test, reader }) => {
        await connect('First');
        test.answer = answering('always');
        held.add(await reader.connections.request(asks));
        await connect('Second');
      },
    });
    const { page, test } = opened;
    await page.getByRole('option', { name: /First/ }).click();
    await page.getByRole('button', { name: 'Limit to this workspace…' }).click();
    await page.getByRole('dialog').getByText('There it is offered first').waitFor();
    await page
      .getByRole('dialog')
      .getByText(/^Keep /)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
    await page.getByText('Only the workspace “Test”').waitFor();
    const [grant] = await test.settings.listGrants({});
    expect(grant?.state).toBe('active');
  });

  it('a newcomer exports the filtered activity as JSON Lines and CSV, and changes its retention', async () => {
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
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Days: enter a whole number from 1 to 3650.').waitFor();
    await page.getByLabel('Days', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('No entries were deleted.').waitFor();
    expect((await test.settings.auditStatus()).retention.days).toBe(7);
  });

  it('a newcomer stops everything and resumes, and meanwhile no extension gets a handle', async () => {
    const opened = await open({ before: ({ connect }) => connect('Mine') });
    const { page, test, reader } = opened;
    test.answer = answering('once');
    await page.locator('.stop-ends').getByText('No active sessions.').waitFor();
    held.add(await reader.connections.request(asks));
    await page.locator('.stop-ends').getByText('Ends 1 active session of Acme reader.').waitFor();
    await page.getByRole('button', { name: /^Stop everything/ }).click();
    await page.getByText('Everything is stopped. 1 active session of Acme reader ended.').waitFor();
    await expect(reader.connections.request(asks)).rejects.toMatchObject({ code: 'stopped' });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: /^Stop everything/ }).waitFor();
    held.add(await reader.connections.request(asks));

    await page.getByRole('button', { name: /^Stop everything/ }).click();
    await page.locator('.notice').getByText('Stopped. 1 session ended.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Access restored. Extensions get a new session when they ask again.').waitFor();
    await expect(reader.connections.request(asks)).resolves.toBeDefined();
    expect(test.changes, 'resuming asks, undoing does not').toMatchObject([{ kind: 'resume' }]);
  });

  it('a newcomer sees a request without a connection, adds one, and gives access there', async () => {
    const opened = await open();
    const { page, test, reader, service } = opened;
    await expect(reader.connections.request(asks)).rejects.toMatchObject({ code: 'no-connection' });
    await page.getByRole('button', { name: 'Add a connection to Acme API' }).click();
    await page.getByRole('heading', { name: 'New connection: Acme API' }).waitFor();
    await see(page, 'Extensions');
    const asked = page.getByRole('article', { name: 'Acme reader asked for Acme API' });
    await asked.getByRole('button', { name: /^Add a connection/ }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.getByLabel('Access token', { exact: true }).fill(goodToken);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    test.answer = answering('once');
    await asked.getByRole('button', { name: /^Give access/ }).click();
    await asked.getByText('Allowed once, for its next request.').waitFor();
  });
});
