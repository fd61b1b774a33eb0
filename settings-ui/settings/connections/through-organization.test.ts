import { afterEach, beforeEach, expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { startGuardedMcp } from '../../../broker/oauth/fixtures/guarded-mcp.ts';
import { clientSecret, type OidcServer, startOidc } from '../../../broker/oauth/fixtures/oidc-server.ts';
import { organizationProvider } from '../../../broker/oauth/fixtures/organization-provider.ts';
import { startStandInIdentityProvider } from '../../../broker/oauth/fixtures/stand-in-identity-provider.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
let idp: Awaited<ReturnType<typeof startStandInIdentityProvider>>;
let mcp: Awaited<ReturnType<typeof startGuardedMcp>>;
let oidc: OidcServer;
beforeEach(async () => {
  idp = await startStandInIdentityProvider();
  mcp = await startGuardedMcp(() => oidc.origin);
  oidc = await startOidc({ resource: `${mcp.url}/mcp`, vouchedBy: idp.origin });
});
afterEach(async () => {
  await Promise.all([mcp.stop(), oidc.close(), idp.close()]);
});

it('a person who only reads the page can set up access through an organization, and each step says what it needs', async () => {
  const browsed: string[] = [];
  const { page, test, complaints } = await open({
    powers: { openInSystemBrowser: async (address) => void browsed.push(address) },
  });
  test.attach(extensionNamed('worker', { contributes: { connectionProviders: [organizationProvider()] } }));
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('article', { name: 'Work' }).getByText('Access through your organization').waitFor();
  await page.getByRole('button', { name: 'Connect to Work' }).click();

  const form = page.getByRole('form', { name: 'New connection: Work' });
  await form.getByText('identity provider vouches for you, and no page opens').waitFor();
  const places = async (): Promise<string[]> =>
    (await form.locator('.goes-to-box').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  expect(await places()).toEqual([
    'The access token is sent only to these hosts (the Address, once you have entered it)',
    'These hosts handle the sign-in (chosen by the MCP server at each sign-in)',
    'The ID token is sent only to the identity provider (the Identity provider, once you have entered it)',
  ]);
  await page.getByLabel('Address', { exact: true }).fill(mcp.url);
  await page.getByLabel('Identity provider', { exact: true }).fill(`${idp.origin}/`);
  await page.getByLabel('Client secret', { exact: true }).fill(clientSecret);
  await page.getByLabel('ID token', { exact: true }).fill(await idp.idToken(-60));
  expect(
    (await places()).map((text) =>
      text
        .slice(text.indexOf(' (') + 1)
        .split(' ')
        .at(-1),
    ),
  ).toEqual([mcp.url, 'sign-in)', idp.origin]);
  expect(await axeFindings(page)).toEqual([]);
  // It begins by itself.
  await page.getByRole('button', { name: 'Save and sign in' }).click();

  await page.getByText('Not signed in.').waitFor();
  await page.getByText('vouches for you with the ID token. No page opens.').waitFor();
  const saved = (head: string): Promise<string[]> =>
    page.getByRole('heading', { name: head }).locator('..').locator('li').allTextContents();
  expect(await saved('Access token is sent to')).toEqual([mcp.url]);
  expect(await saved('Its sign-in is handled by')).toEqual([
    'the authorization server that the MCP server names when you sign in',
  ]);
  expect(await saved('Your ID token is sent only to the identity provider')).toEqual([`${idp.origin}/`]);
  await page.getByText('The ID token has expired. Enter a new one').waitFor();
  await page.getByRole('button', { name: 'Replace ID token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`Your ID token is sent only to the identity provider ${idp.origin}/`).waitFor();
  await dialog.getByLabel('ID token', { exact: true }).fill(await idp.idToken(3_600));
  await dialog.getByRole('button', { name: /^(Save|Replace)/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText(/^\s*Signed in.* since /).waitFor();
  await page.getByText('Renewed automatically.').waitFor();
  expect(browsed).toEqual([]);
  expect(complaints).toEqual([]);
});
