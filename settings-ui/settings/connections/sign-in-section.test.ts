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
  await opened.page.getByText('Not signed in.').waitFor();
  return opened;
};
const said = (text: string) => new RegExp(text.replaceAll('.', '\\.'));

describe('a connection with a sign-in', () => {
  it('a person signs in with the browser, chooses from the service’s options, and signs out', async () => {
    const { page, test, complaints } = await withForge((address) => visit(address));
    const keptUp = page.getByRole('heading', { name: 'Its sign-in is handled by' }).locator('..');
    expect(await keptUp.locator('li').allTextContents()).toEqual([server.origin]);
    expect(await page.getByText('Secret is sent to').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/^\s*Signed in.* since /).waitFor();
    await page.getByText('Renewed automatically.').waitFor();
    await page.getByText('Signing out deletes the tokens here, and the service revokes them.').waitFor();

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
    await page.getByText(said('Signed out. The tokens were deleted. The service revoked them.')).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('a pending sign-in says where to continue, opens that page again, and can be cancelled', async () => {
    const opened: string[] = [];
    const { page } = await withForge((address) => opened.push(address));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(`Continue in your browser, at ${server.origin}.`).waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    await expect.poll(() => opened.length).toBe(2);
    expect(opened[1]).toBe(opened[0]);
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await page.getByText('The sign-in was cancelled.').waitFor();
    // One's own Cancel is said once, and not as a failure.
    expect(await page.locator('.callout.bad').allInnerTexts()).toEqual(['Sign in to use this connection.']);
    expect(await page.locator('.notice.failed').count()).toBe(0);
    expect(await page.locator('button.primary:visible').allInnerTexts()).not.toContain('Test');
    expect(await page.getByRole('button', { name: 'Sign in', exact: true }).isEnabled()).toBe(true);
  });

  it('a person can choose another way of signing in that the service offers', async () => {
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

  it('the page says if the service has no options to choose from', async () => {
    const { page } = await withForge((address) => visit(address));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/^\s*Signed in.* since /).waitFor();
    server.instead = ({ url }) =>
      url?.startsWith('/api/teams') === true ? { status: 200, body: '[]' } : undefined;
    await page.getByRole('button', { name: 'Choose Team' }).click();
    await page.getByText('The service has no options to choose from.').waitFor();
  });

  it('a sign-in that began with Save does not begin again by itself', async () => {
    const { page } = await open({
      powers: { openInSystemBrowser: async () => undefined },
      before: async ({ test, connect }) => {
        test.attach(extensionNamed('signer', { contributes: forge() }));
        await connect('Mine');
      },
    });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Forge' }).click();
    await page.getByLabel('Address', { exact: true }).fill(server.origin);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByText(`Continue in your browser, at ${server.origin}.`).waitFor();
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await page.getByText('The sign-in was cancelled.').waitFor();
    await page.getByRole('button', { name: 'Edit Forge' }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    const asked = page.getByRole('button', { name: 'Cancel sign-in' });
    await expect.poll(() => page.getByText('Sign in to use this connection.').count()).toBe(1);
    expect(await asked.count()).toBe(0);
  });

  it('a page that was left asks no more how a sign-in stands', async () => {
    const asks = { count: 0, held: undefined as Promise<void> | undefined };
    const { page } = await open({
      powers: { openInSystemBrowser: async () => undefined },
      tap: (transport) => ({
        ...transport,
        post: (message, transfer) => {
          if (asks.held === undefined) transport.post(message, transfer);
          else void asks.held.then(() => transport.post(message, transfer));
        },
        start: (on) =>
          transport.start({
            ...on,
            message: (data) => {
              if (JSON.stringify(data).includes('signInProgress')) asks.count += 1;
              on.message(data);
            },
          }),
      }),
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
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(`Continue in your browser, at ${server.origin}.`).waitFor();
    let release = (): void => undefined;
    asks.held = new Promise((resolve) => {
      release = resolve;
    });
    const before = asks.count;
    // One question is on its way.
    await expect.poll(() => asks.count).toBe(before + 1);
    await page.getByRole('button', { name: 'Access', exact: true }).click();
    await page.locator('vk-sign-in').waitFor({ state: 'detached' });
    release();
    asks.held = undefined;
    await page.waitForTimeout(2_500);
    expect(asks.count).toBe(before + 1);
  });
});
