import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  launchChromium,
  type PageInChromium,
  pageInChromium,
} from '../../broker/checks/fixtures/page-in-chromium.ts';
import { type OidcServer, startOidc } from '../../broker/oauth/fixtures/oidc-server.ts';
import { type SigningIn, signingInBroker } from '../../broker/oauth/fixtures/signing-in-broker.ts';

/** The page that is shipped, a whole broker, a real oidc-provider, and a person with a browser of their own. */
let browser: Browser;
let server: OidcServer;
let broker: SigningIn;
let settings: PageInChromium;
let aheadMs = 0;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
afterEach(async () => {
  expect(settings.complaints).toEqual([]);
  await settings.close();
  await broker.close();
  await server.close();
});

/** What a person does on the service's own pages, which come one after the other. */
const theirOwnBrowser = async (address: string, code?: string): Promise<void> => {
  const context = await browser.newContext();
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
  settings = await pageInChromium(browser, 'settings', (transport) =>
    broker.inner.broker.openSettings(transport),
  );
  await settings.page.getByRole('navigation').waitFor();
  await settings.page.getByRole('option', { name: /Work/ }).click();
  const section = settings.page.locator('vk-sign-in');
  await section.getByText('Nobody has signed in yet.').waitFor();
  return { page: settings.page, section };
};

it('signs in, shows when that ends, says once that it has ended, and lets what waits go on after the next one', async () => {
  const { page, section } = await open(false);
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText(/^Signed in since /).waitFor();
  await section.getByText(/^It ends /).waitFor();
  await section.getByText('It may: openid').waitFor();
  expect((await broker.fetch('/api/whoami')).status).toBe(200);

  // Two hours later its token has ended, and there is nothing to renew it with: calls wait for the user.
  aheadMs = 7_200_000;
  const parked = [broker.fetch('/api/whoami'), broker.fetch('/api/whoami')];
  await section.getByText('The sign-in has ended, and there is nothing to renew it with.').waitFor();
  await page.getByRole('option', { name: /Work/ }).getByText('Not connected').waitFor();
  expect(broker.notices).toMatchObject([{ displayName: 'Work', why: 'expired' }]);

  // The server's clock did not move: a new token lasts an hour from now, as it says.
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText(/^Signed in since /).waitFor();
  expect((await Promise.all(parked)).map(({ status }) => status)).toEqual([200, 200]);
  expect(broker.notices).toHaveLength(1);
  expect(server.seen).toHaveLength(3);
}, 60_000);

it('is renewed by itself, and signs out', async () => {
  const { section } = await open(true);
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('It is renewed by itself.').waitFor();
  await section.getByRole('button', { name: 'Sign out' }).click();
  await section.getByText('Nobody has signed in yet.').waitFor();
  await settings.page.getByText('Signed out; the tokens are forgotten. The service was told, too.').waitFor();
}, 60_000);

it('is called off by the button, and a refusal is a sentence', async () => {
  const { section } = await open(true, () => Promise.resolve());
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('Go on in your browser, at').waitFor();
  await section.getByRole('button', { name: 'Cancel sign-in' }).click();
  await section.getByText('The sign-in was cancelled.').waitFor();
  server.instead = ({ url }) =>
    url?.includes('/.well-known/') === true ? { status: 500, body: 'not today' } : undefined;
  await section.getByRole('button', { name: 'Sign in', exact: true }).click();
  await section.getByText('The service has a problem of its own.').waitFor();
}, 60_000);
