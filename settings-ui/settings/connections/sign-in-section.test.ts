import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { visit } from '../../../broker/oauth/fixtures/form-browser.ts';
import { type OidcServer, startOidc } from '../../../broker/oauth/fixtures/oidc-server.ts';
import { forge } from '../../../broker/oauth/fixtures/signing-in-broker.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
let server: OidcServer;
beforeEach(async () => {
  server = await startOidc();
});
afterEach(() => server.close());

/** A connection that wants a sign-in; `browse` is what happens in the system's browser. */
const withForge = async (browse: (address: string) => unknown): Promise<OpenedSettings> => {
  const opened = await open({
    powers: { openInSystemBrowser: async (address) => void browse(address) },
    before: async ({ test }) => {
      test.attach(extensionNamed('signer', { contributes: forge() }));
      await test.settings.createConnection({
        providerId: 'acme.signer/forge' as never,
        displayName: 'Work',
        secrets: {},
        fields: { url: server.origin },
      });
    },
  });
  await opened.page.getByText('Nobody has signed in yet.').waitFor();
  return opened;
};
const said = (text: string) => new RegExp(text.replaceAll('.', '\\.'));

describe('a connection that is signed in to', { timeout: 40_000 }, () => {
  it('is signed in to in the browser, offers what the service has to choose from, and is signed out of', async () => {
    const { page, test, complaints } = await withForge((address) => visit(address));
    const keptUp = page.getByRole('heading', { name: 'Its sign-in is kept up at' }).locator('..');
    expect(await keptUp.locator('li').allTextContents()).toEqual([server.origin]);
    expect(await page.getByText('Its secret goes to').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/^\s*Signed in.* since /).waitFor();
    await page.getByText('It is renewed by itself.').waitFor();

    server.instead = ({ url }) =>
      url?.startsWith('/api/teams') === true
        ? { status: 200, body: '[{"id":"red"},{"id":"blue"}]' }
        : undefined;
    await page.getByText('Not chosen yet').waitFor();
    await page.getByRole('button', { name: 'Choose Team' }).click();
    const dialog = page.getByRole('dialog', { name: 'Team' });
    await dialog.getByRole('combobox', { name: 'Team' }).click();
    await page.getByRole('option', { name: 'blue' }).click();
    await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Not chosen yet').waitFor({ state: 'detached' });
    const [connection] = (await test.settings.listConnections({})).connections;
    expect(connection?.fields['team']).toBe('blue');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText(said('Signed out; the tokens are forgotten. The service was told, too.')).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says where to go on while nobody has signed in, opens that page again, and can be left', async () => {
    const opened: string[] = [];
    const { page } = await withForge((address) => opened.push(address));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(`Go on in your browser, at ${server.origin}.`).waitFor();
    await page.getByRole('button', { name: 'Open it again' }).click();
    await expect.poll(() => opened.length).toBe(2);
    expect(opened[1]).toBe(opened[0]);
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await page.getByText('The sign-in was cancelled.').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in', exact: true }).isEnabled()).toBe(true);
  });

  it('is signed in to in another way that its service offers, where the user wants that', async () => {
    const { page, test } = await withForge(() => undefined);
    await page.getByRole('button', { name: 'Sign in as the application' }).waitFor();
    await page.getByRole('button', { name: 'Sign in with a code' }).click();
    const shown = await page.getByText(/^\s*Enter the code/).textContent();
    const [, code = '', address = ''] = /Enter the code (\S+) at (\S+)\./.exec(shown ?? '') ?? [];
    await visit(address, { login: 'ada', password: 'any', user_code: code });
    await page.getByText(/^\s*Signed in.* since /).waitFor();
    await page.getByRole('button', { name: 'Sign in with a code' }).waitFor();
    expect((await test.settings.listConnections({})).connections[0]?.signIn?.state).toBe('signed-in');
  });

  it('says so when the service offers nothing to choose from', async () => {
    const { page } = await withForge((address) => visit(address));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/^\s*Signed in.* since /).waitFor();
    server.instead = ({ url }) =>
      url?.startsWith('/api/teams') === true ? { status: 200, body: '[]' } : undefined;
    await page.getByRole('button', { name: 'Choose Team' }).click();
    await page.getByText('The service offers nothing to choose from.').waitFor();
  });
});
