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

it('access through an organization is set up by somebody who only reads the page, and each step says what it takes', async () => {
  const browsed: string[] = [];
  const { page, test, complaints } = await open({
    powers: { openInSystemBrowser: async (address) => void browsed.push(address) },
  });
  test.attach(extensionNamed('worker', { contributes: { connectionProviders: [organizationProvider()] } }));
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('article', { name: 'Work' }).getByText('Access through your organization').waitFor();
  await page.getByRole('button', { name: 'Connect to Work' }).click();

  const form = page.getByRole('form', { name: 'New connection: Work' });
  await form.getByText('its identity provider vouches for you, and no page opens').waitFor();
  const places = async (): Promise<string[]> =>
    (await form.locator('.goes-to-box').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  expect(await places()).toEqual([
    'What the sign-in gives goes to these hosts and nowhere else (the Address, once you have entered it)',
    'The sign-in itself is kept up at these hosts (whoever the MCP server names, at each sign-in)',
    'The ID token goes to the identity provider and nowhere else (the Identity provider, once you have entered it)',
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
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await page.getByText('Nobody has signed in yet.').waitFor();
  await page.getByText('vouches for you, by the ID token; no page opens.').waitFor();
  const saved = (head: string): Promise<string[]> =>
    page.getByRole('heading', { name: head }).locator('..').locator('li').allTextContents();
  expect(await saved('What its sign-in gives goes to')).toEqual([mcp.url]);
  expect(await saved('Its sign-in is kept up at')).toEqual(['whoever the MCP server names when you sign in']);
  expect(await saved('The identity provider, which alone gets your ID token')).toEqual([`${idp.origin}/`]);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('wants an ID token that has not ended. Enter a new one').waitFor();
  await page.getByRole('button', { name: 'Replace ID token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`The identity provider, which alone gets your ID token ${idp.origin}/`).waitFor();
  await dialog.getByLabel('ID token', { exact: true }).fill(await idp.idToken(3_600));
  await dialog.getByRole('button', { name: /^(Save|Replace)/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText(/^\s*Signed in.* since /).waitFor();
  await page.getByText('It is renewed by itself.').waitFor();
  expect(browsed).toEqual([]);
  expect(complaints).toEqual([]);
}, 60_000);
