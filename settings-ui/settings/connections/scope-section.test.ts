import { describe, expect, it } from 'vitest';
import { answering, workspaceNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

describe('the scope of a connection', () => {
  it('the page says the scope, which connection is offered first here, and why', async () => {
    const { page } = await open({
      before: async ({ connect }) => {
        await connect('Alone');
      },
    });
    const detail = page.locator('.detail');
    await detail.getByText('All your workspaces.').waitFor();
    await detail.getByText('It is the only connection for this service, so it is offered.').waitFor();
  });

  it.each([
    [
      'Older of mine',
      /^All your workspaces\. “Of the work” is offered before it here: it belongs to the open workspace/,
    ],
    ['Younger of mine', /^All your workspaces\. “.*” and 1 more are offered before it here/],
    [
      'Of the work',
      /^Only the workspace “Test” \(id of Test\)\. It is offered first here, because workspace connections/,
    ],
  ])('the connection %s, among three of one service, explains its rank', async (name, said) => {
    const { page } = await open({
      before: async ({ connect }) => {
        await connect('Older of mine');
        await connect('Younger of mine');
        await connect('Of the work', { scope: 'workspace' });
      },
    });
    await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    const section = page.locator('.detail section', { hasText: 'Scope' });
    expect((await section.locator('p').textContent())?.replaceAll(/\s+/g, ' ')).toMatch(said);
  });

  it('a scope changes only after a yes, which suspends what is not kept and ends active sessions', async () => {
    const held = new Set<unknown>();
    const { page, test } = await open({
      before: async ({ connect, test, reader }) => {
        await connect('Mine');
        test.answer = answering('always');
        held.add(await reader.connections.request({ provider: 'acme.reader/api', reason: 'Reads.' }));
      },
    });
    const scope = async () => (await test.settings.listConnections({})).connections[0]?.scope;
    const dialog = page.getByRole('dialog', { name: 'Move Mine?' });
    await page.getByRole('button', { name: 'Limit to this workspace…' }).click();
    await dialog.getByText('One active session ends at once.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await scope()).toBe('user');
    await page.getByRole('button', { name: 'Limit to this workspace…' }).click();
    await dialog.getByText(/^Keep Acme reader/).click();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.getByText('Mine was moved. 1 suspended until you confirm. 1 active session ended.').waitFor();
    expect(await scope()).toBe('workspace');
    const grant = page.getByRole('article', { name: 'acme.reader, suspended' });
    await grant.getByRole('button', { expanded: false }).click();
    const said = /Scope\s*All your workspaces\s*Only the workspace “Test” \(id of Test\)/;
    expect(await grant.locator('.diff').textContent()).toMatch(said);
    await grant.getByRole('button', { name: 'Confirm acme.reader' }).click();
    expect(await page.getByRole('dialog').textContent()).toMatch(said);
  });

  it('the page names the open workspace and follows it, and a connection of another one waits and can be moved', async () => {
    const { page, test } = await open({
      before: async ({ connect }) => {
        await connect('Mine');
        await connect('Of the work', { scope: 'workspace' });
      },
    });
    await page.getByText('Workspace: Test', { exact: true }).waitFor();
    await page.getByRole('option', { name: /^Of the work/ }).click();
    test.broker.setWorkspace(workspaceNamed('Other'));
    await page.getByText('Workspace: Other', { exact: true }).waitFor();
    const detail = page.locator('.detail');
    await detail
      .getByText('It belongs to another workspace. Open that workspace, or move the connection.')
      .waitFor();
    await detail.getByText('Only the workspace “Test” (id of Test). It is not offered here.').waitFor();
    await page.getByRole('button', { name: 'Move to this workspace…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Move Of the work?' });
    await dialog.getByText('It will be for: Only the workspace “Other” (id of Other).').waitFor();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await detail.getByText('Only the workspace “Other” (id of Other). It is offered first here').waitFor();
    expect(test.changes.map(({ kind }) => kind)).toEqual(['move-scope']);
  });

  it('the page offers no scope of a workspace while none is open', async () => {
    const { page } = await open({
      powers: { workspace: undefined },
      before: async ({ connect }) => {
        await connect('Mine');
      },
    });
    await page.getByText('To limit it to a workspace, open that workspace in the application.').waitFor();
    expect(await page.getByRole('button', { name: /workspace/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: /Acme API/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    expect(await page.getByText('Only the workspace').count()).toBe(0);
  });
});
