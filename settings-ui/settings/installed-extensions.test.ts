import { describe, expect, it } from 'vitest';
import { answering } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { extensionOnDisk } from '../../broker/checks/fixtures/extension-on-disk.ts';
import { installIn } from '../../broker/checks/fixtures/install-in.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const access = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
const notes = extensionNotes();

describe('extensions that a person installs', () => {
  const open = settingsInChromium();
  /** On the page of extensions, with a chosen folder. */
  const opened = async () => {
    let home: Awaited<ReturnType<typeof installIn>> | undefined;
    const it = await open({
      before: async ({ test }) => {
        test.answer = answering('always');
        home = await installIn(test);
        home.dialog.chosen = extensionOnDisk(notes);
      },
    });
    if (home === undefined) throw new Error('it was opened');
    await it.page.getByRole('button', { name: 'Extensions', exact: true }).click();
    return { ...it, ...home, row: it.page.getByRole('article', { name: 'Notes', exact: true }) };
  };
  type Opened = Awaited<ReturnType<typeof opened>>;
  /** A connection to the service that it describes, which it is always allowed. */
  const connected = async ({ test, service }: Opened): Promise<void> => {
    const { id: connectionId } = await test.settings.createConnection({
      providerId: 'acme.notes/api' as never,
      displayName: 'My notes',
      fields: { url: service.url },
      secrets: { token: 'canary-notes-5hQ8sWn2Zr7V' },
    });
    await test.settings.requestAccess({ extension: 'acme.notes' as never, connectionId, access });
  };
  const install = async ({ page, row }: Opened): Promise<void> => {
    await page.getByRole('button', { name: 'Install from folder…' }).click();
    await page.getByText('acme.notes was installed and started.').waitFor();
    await row.waitFor();
  };
  const remove = async ({ page, row }: Opened, how: string): Promise<void> => {
    await row.getByRole('button', { name: /^Notes/ }).click();
    await row.getByText('My notes').waitFor();
    await row.getByRole('button', { name: 'Remove Notes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Notes?' });
    await dialog.getByText('It leaves behind 1 grant, 1 connection and 1 secret.').waitFor();
    await dialog.getByText('My notes').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: how, exact: true }).click();
    await page.getByText(/^Notes was removed\./).waitFor();
  };

  it('the page installs from a folder after main’s prompt, and says why a folder cannot be installed', async () => {
    const it = await opened();
    it.dialog.chosen = extensionOnDisk({ ...notes, version: '1' });
    await it.page.getByRole('button', { name: 'Install from folder…' }).click();
    await it.page.getByText(/It cannot be installed\. version: /).waitFor();
    it.dialog.chosen = extensionOnDisk(notes);
    await install(it);
    expect(it.test.changes.map(({ kind }) => kind)).toEqual(['install-extension']);
    expect(it.complaints).toEqual([]);
  });

  it('a removal that deletes takes grants and connections along, and one Undo brings back all of it', async () => {
    const it = await opened();
    await install(it);
    await connected(it);
    await remove(it, 'Remove, revoke and delete');
    await it.row.waitFor({ state: 'detached' });
    const { settings } = it.test;
    expect([await settings.listGrants(), (await settings.listConnections()).total]).toEqual([[], 0]);
    await it.page.getByRole('button', { name: 'Undo' }).click();
    await it.page.getByText('Notes was restored and started.').waitFor();
    expect(await settings.listGrants()).toMatchObject([{ state: 'active' }]);
    expect((await settings.listConnections()).connections).toMatchObject([{ displayName: 'My notes' }]);
    expect(await settings.listExtensions()).toMatchObject([{}, { id: 'acme.notes', state: 'running' }]);
  });

  it('what a removed extension keeps is marked as not installed, in Extensions, Access and Connections', async () => {
    const it = await opened();
    await install(it);
    await connected(it);
    await remove(it, 'Remove, keep the rest');
    const gone = it.page.getByRole('article', { name: 'acme.notes' });
    await gone.getByText('Not installed', { exact: true }).waitFor();
    await it.page.getByRole('button', { name: 'Access', exact: true }).click();
    await it.page.getByLabel('Search access').fill('not installed');
    const held = it.page.getByRole('article', { name: /^acme\.notes/ });
    await held.getByText('Not installed', { exact: true }).waitFor();
    await it.page.getByRole('button', { name: 'Connections', exact: true }).click();
    await it.page.getByRole('option', { name: /^My notes.*Not installed/s }).waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
    expect(it.complaints).toEqual([]);
  });
});

function extensionNotes(): object {
  return {
    displayName: 'Notes',
    contributes: {
      connectionProviders: [
        {
          id: 'api',
          name: 'Notes API',
          description: 'For tests.',
          fields: [
            { id: 'url', type: 'url', label: 'Address' },
            { id: 'token', type: 'secret', label: 'Token' },
          ],
          origins: ['{url}'],
          auth: { kind: 'bearer', secret: 'token' },
        },
      ],
      connectionRequests: [{ provider: 'acme.notes/api', reason: 'Reads notes.', access }],
    },
  };
}
