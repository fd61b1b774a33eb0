import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();
const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };

/** One that is always allowed, held and used once. */
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
/** The end of the grant after it was limited so often. */
const endAfter = async (times: number, { settings }: OpenedSettings['test']): Promise<number | undefined> => {
  const lines = async () => (await settings.listAudit({ kind: 'grant.limited', limit: 10 })).entries.length;
  await expect.poll(lines).toBe(times);
  return (await settings.listGrants({}))[0]?.limits?.expiresAt;
};
/** Shows the details of a row. */
const unfold = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).click();
const readerOnIssues = /^Acme reader acme\.reader uses Team issues/;
const grantRow = 'acme.reader, always allowed on Team issues';
const sessionRow = 'acme.reader on Team issues, active session';
const see = (page: Page, view: string): Promise<void> =>
  page.getByRole('button', { name: view, exact: true }).click();

describe('who may use what', () => {
  const open = settingsInChromium();

  it('a row says who uses what, and its details the start, the number of uses and the version', async () => {
    const { page, complaints } = await open({ before: allowed });
    await see(page, 'Access');
    const grant = page.getByRole('article', { name: grantRow });
    await grant.getByText('Send GET, POST requests at every path.').waitFor();
    expect(await grant.textContent()).toContain('just now');
    await unfold(page, readerOnIssues);
    const text = (await grant.textContent()) ?? '';
    expect(text).toContain('Reason, in its own words: Reads what is new.');
    expect(text).toMatch(
      /version 1\.0\.0 · since \w{3} \d+, \d{4}.*· 1 session, the last one opened just now/,
    );
    await page.getByRole('article', { name: sessionRow }).getByText('used once').waitFor();
    await see(page, 'Extensions');
    await unfold(page, /^Acme reader acme\.reader/);
    await page.getByRole('article', { name: 'Team issues, always allowed' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('access to a connection of a workspace that was closed says so, and no longer when it is open again', async () => {
    const workspace = { kind: 'host', id: 'shop', name: 'Shop' } as const;
    const { page, test } = await open({
      powers: { workspace },
      before: ({ connect, test, reader }) =>
        allowed({ test, reader, connect: (name) => connect(name, { scope: 'workspace' }) }),
    });
    await see(page, 'Access');
    const grant = page.getByRole('article', { name: grantRow });
    await grant.waitFor();
    const elsewhere = grant.getByText('Other workspace');
    expect(await elsewhere.count()).toBe(0);
    test.broker.setWorkspace(undefined);
    await elsewhere.waitFor();
    test.broker.setWorkspace(workspace);
    await expect.poll(() => elsewhere.count()).toBe(0);
  });

  it('a derived session stands below its parent with what it adds, and ends with it', async () => {
    const { page, test } = await open({
      before: async (opened) => {
        await allowed(opened);
        const { connections } = opened.reader;
        const client = connections.use(await connections.request(asks));
        const once = await client.attenuate({ methods: ['GET'], paths: ['/issues'] });
        held
          .add(client)
          .add(once)
          .add(await connections.use(once).attenuate({ maxUses: 1 }));
      },
    });
    await see(page, 'Access');
    await unfold(page, readerOnIssues);
    const textsOf = (name: string): Promise<string[]> =>
      page
        .getByRole('article', { name: `acme.reader on Team issues, ${name}` })
        .locator('p, li')
        .allTextContents();
    const start = /^all that is allowed above · since .+ · not used yet · cap_/;
    await page.getByText('Derived session 2.1.1').waitFor();
    expect(await textsOf('active session 1')).toEqual([
      'Active session 1',
      expect.stringMatching(/^all that is allowed above · since .+ · used once, last just now · cap_/),
    ]);
    expect(await textsOf('active session 2')).toEqual(['Active session 2', expect.stringMatching(start)]);
    const below = page
      .getByRole('listitem')
      .filter({ hasText: 'Active session 2' })
      .last()
      .getByRole('article');
    expect(await below.locator('b').allTextContents()).toEqual([
      'Active session 2',
      'Derived session 2.1',
      'Derived session 2.1.1',
    ]);
    expect((await textsOf('derived session 2.1.1')).slice(1, -1)).toEqual([
      'Restricted further:',
      'Read (GET) at these paths: /issues',
      'At most once.',
    ]);
    await page
      .getByRole('button', { name: 'End (and 2 derived): active session 2 of acme.reader on Team issues' })
      .click();
    await page.getByText('Ended. 3 sessions ended.').waitFor();
    expect(await test.settings.listLive({})).toHaveLength(1);
    await page.getByText('Active session 2').waitFor({ state: 'detached' });
  });

  it('Access shows which methods run and which ask, sets more at once, and asks before it sets less', async () => {
    const { page, test, complaints } = await open({ before: allowed });
    await see(page, 'Access');
    await unfold(page, readerOnIssues);
    const choose = async (asks: string, runs?: string): Promise<void> => {
      await page.getByRole('button', { name: 'Limit acme.reader on Team issues' }).click();
      await page.getByRole('combobox', { name: 'With Always allow, ask me' }).selectOption(asks);
      if (runs !== undefined) {
        await page.getByText('Do not ask for these requests').click();
        await page.getByRole('textbox', { name: /^One request per line/ }).fill(runs);
      }
      await page.getByRole('button', { name: 'Save' }).click();
    };
    await choose('before each POST', 'POST /search/**');
    const grant = page.getByRole('article', { name: grantRow });
    await grant.getByText('Valetkey asks you before each POST.').first().waitFor();
    await grant.getByText('Of these, sent without asking: POST /search/**').first().waitFor();
    await grant.getByText('GET is sent without asking.').first().waitFor();
    expect(test.changes).toEqual([]);
    test.allowChange = () => false;
    await choose('before no request');
    await page.getByText('It was not allowed. Nothing was changed.').waitFor();
    expect(test.changes).toMatchObject([{ kind: 'limit-less' }]);
    expect((await test.settings.listGrants({}))[0]?.limits).toEqual({
      asks: ['POST'],
      runs: ['POST /search/**'],
    });
    expect(complaints).toEqual([]);
  });

  it('limiting a grant to read only ends its sessions, shows what is left, and asks before it gives back', async () => {
    const { page, test, reader, complaints } = await open({ before: allowed });
    await see(page, 'Access');
    await unfold(page, readerOnIssues);
    const limit = () => page.getByRole('button', { name: 'Limit acme.reader on Team issues' });
    await limit().click();
    await page.getByRole('button', { name: 'Read only' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. It applies from now on.').waitFor();
    const grant = page.getByRole('article', { name: grantRow });
    await grant.getByText('Read (GET) at every path.').first().waitFor();
    await expect.poll(() => page.getByRole('article', { name: sessionRow }).count()).toBe(0);
    expect(test.changes).toEqual([]);

    await limit().click();
    await page.getByRole('radio', { name: 'In 1 hour' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    const end = await endAfter(2, test);
    expect(end).toBeGreaterThan(Date.now());
    await grant.getByText(/^Until /).waitFor();
    // Another look that changes nothing gives nothing back.
    await limit().click();
    expect(await page.getByRole('radio', { name: /, as now$/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await endAfter(3, test)).toBe(end);
    expect(test.changes).toEqual([]);

    await limit().click();
    await page.getByRole('combobox', { name: 'Uses a day' }).selectOption('At most 10');
    await page.getByText('More limits').click();
    await page.getByRole('combobox', { name: 'Data a day' }).selectOption('At most 100 MB');
    await page.getByRole('button', { name: 'Save' }).click();
    await grant.getByText('At most 10 uses a day.').first().waitFor();
    await grant.getByRole('meter', { name: '0 of 10 uses today' }).waitFor();
    await grant.getByRole('meter', { name: '0 bytes of 100 MB today' }).waitFor();
    const handle = await reader.connections.request(asks);
    held.add(handle);
    await (await reader.connections.use(handle).fetch('/')).text();
    await grant.getByRole('meter', { name: '1 of 10 uses today' }).waitFor();

    test.allowChange = () => false;
    await limit().click();
    const post = page.getByRole('checkbox', { name: 'POST', exact: true });
    expect(await post.isChecked()).toBe(false);
    await post.check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It was not allowed. Nothing was changed.').waitFor();
    expect(test.changes).toMatchObject([{ kind: 'limit-less' }]);
    await grant.getByText('Read (GET) at every path.').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('revoking all of one extension ends its active sessions, and Undo restores its grant', async () => {
    const { page, test, reader } = await open({ before: allowed });
    await see(page, 'Extensions');
    await unfold(page, /^Acme reader acme\.reader/);
    await page.getByRole('button', { name: 'Revoke all of acme.reader' }).click();
    await page.getByText('Revoked. 1 session ended.').waitFor();
    expect(await test.settings.listLive({})).toEqual([]);
    expect(await test.settings.listGrants({})).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Access restored.').waitFor();
    test.answer = answering('deny');
    held.add(await reader.connections.request(asks));
    expect(test.changes).toEqual([]);
  });

  it('a suspended grant shows the state before and after, and is confirmed or revoked', async () => {
    const { page, test } = await open({ before: allowed });
    await page.getByRole('button', { name: 'Edit Team issues' }).click();
    await page.getByLabel('Address', { exact: true }).fill('https://elsewhere.example.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await see(page, 'Access');
    await unfold(page, readerOnIssues);
    const grant = page.getByRole('article', { name: 'acme.reader, suspended on Team issues' });
    await page.getByText('1 always allowed, 1 suspended.').waitFor();
    const diff = (await grant.locator('.diff').textContent()) ?? '';
    expect(diff).toMatch(/http:\/\/127\.0\.0\.1:\d+.*https:\/\/elsewhere\.example\.com/s);
    await grant.getByRole('button', { name: 'Confirm acme.reader on Team issues' }).click();
    const dialog = page.getByRole('dialog', { name: 'Allow acme.reader on Team issues again?' });
    await dialog.getByText('https://elsewhere.example.com').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await test.settings.listGrants({})).map(({ state }) => state)).toEqual(['suspended']);
    await grant.getByRole('button', { name: 'Confirm acme.reader on Team issues' }).click();
    await dialog.getByRole('button', { name: 'Allow current version' }).click();
    await page.getByText('Allowed again.').waitFor();
    await page.getByRole('article', { name: grantRow }).waitFor();
    await page.getByRole('button', { name: 'Revoke acme.reader on Team issues', exact: true }).click();
    await page.getByText('Nothing is always allowed.').waitFor();
  });
});
