import { afterEach, expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { type PageInChromium, pageInChromium } from '../../broker/checks/fixtures/page-in-chromium.ts';
import { type OidcServer, startOidc } from '../../broker/oauth/fixtures/oidc-server.ts';
import { type SigningIn, signingInBroker } from '../../broker/oauth/fixtures/signing-in-broker.ts';

/** The page that is shipped, a whole broker, a real oidc-provider, and a person with a browser of their own. */
const browser = chromiumBefore();
let server: OidcServer;
let broker: SigningIn;
let settings: PageInChromium;
let aheadMs = 0;
afterEach(async () => {
  expect(settings.complaints).toEqual([]);
  await settings.close();
  await broker.close();
  await server.close();
});

/** What a person does on the service's own pages, which come one after the other. */
const theirOwnBrowser = async (address: string, code?: string): Promise<void> => {
  const context = await browser().newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    if (code !== undefined) {
      await page.locator('[name=user_code]').fill(code);
      await page.locator('[type=submit]').first().click();
    }
    await page.locator('[name=login]').fill('ada');
    await page.locator('[name=password]').fill('any');
    await page.locator('[type=submit]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/interaction'));
  } finally {
    await context.close();
  }
};

const open = async (refreshTokens: boolean, browse: (address: string) => Promise<void> = theirOwnBrowser) => {
  aheadMs = 0;
  server = await startOidc({ refreshTokens });
  broker = await signingInBroker(server.origin, {}, { now: () => Date.now() + aheadMs }, browse);
  await broker.connect();
  settings = await pageInChromium(browser(), 'settings', (transport) =>
    broker.inner.broker.openSettings(transport),
  );
  await settings.page.getByRole('navigation').waitFor();
  await settings.page.getByRole('option', { name: /Work/ }).click();
  const section = settings.page.locator('vk-sign-in');
  await section.getByText('Not signed in.').waitFor();
  return { page: settings.page, section };
};

it('a person signs in, sees when the sign-in expires, is notified once, and signs in again for waiting calls', async () => {
  const { page, section } = await open(false);
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText(/^Signed in since /).waitFor();
  await section.getByText(/^Expires /).waitFor();
  await section.getByText('It may: openid').waitFor();
  expect((await broker.fetch('/api/whoami')).status).toBe(200);

  // Two hours later its token has ended, and there is nothing to renew it with: calls wait for the user.
  aheadMs = 7_200_000;
  const parked = [broker.fetch('/api/whoami'), broker.fetch('/api/whoami')];
  await section.getByText('The sign-in has expired and cannot be renewed.').waitFor();
  await page.getByRole('option', { name: /Work/ }).getByText('Not connected').waitFor();
  expect(broker.notices).toMatchObject([{ displayName: 'Work', why: 'expired' }]);

  // The server's clock did not move: a new token lasts an hour from now, as it says.
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText(/^Signed in since /).waitFor();
  expect((await Promise.all(parked)).map(({ status }) => status)).toEqual([200, 200]);
  expect(broker.notices).toHaveLength(1);
  expect(server.seen).toHaveLength(3);
});

it('a sign-in is renewed automatically, and can be ended', async () => {
  const { section } = await open(true);
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('Renewed automatically.').waitFor();
  await section.getByRole('button', { name: 'Sign out' }).click();
  await section.getByText('Not signed in.').waitFor();
  await settings.page.getByText('Signed out. The tokens were deleted. The service revoked them.').waitFor();
});

it('the button cancels a sign-in, and a refusal is shown as a sentence', async () => {
  const { section } = await open(true, () => Promise.resolve());
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('Continue in your browser, at').waitFor();
  await section.getByRole('button', { name: 'Cancel sign-in' }).click();
  await section.getByText('The sign-in was cancelled.').waitFor();
  server.instead = ({ url }) =>
    url?.includes('/.well-known/') === true ? { status: 500, body: 'not today' } : undefined;
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('The service has an internal problem.').waitFor();
});
