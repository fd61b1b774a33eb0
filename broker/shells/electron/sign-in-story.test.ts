import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { launchChromium, whyNoChromium } from '../../checks/fixtures/page-in-chromium.ts';
import { type OidcServer, startOidc } from '../../oauth/fixtures/oidc-server.ts';
import { filesOf, scanForCanaries } from '../../prove/scan-for-canaries.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { confirmChange, type OpenedApp, openApp } from './fixtures/open-app.ts';

const why = whyNoElectron() ?? whyNoChromium();
const sample = 'acme.openid-profile';

/** A real Electron, a real authorization server, and the browser of the system: Debian's Chromium. */
describeUnless(why, 'signing in, in the desktop', {}, () => {
  let server: OidcServer;
  let opened: OpenedApp;
  let browser: Browser;
  let settings: Page;
  const tokens: string[] = [];

  beforeAll(async () => {
    [server, opened, browser] = await Promise.all([startOidc(), openApp(), launchChromium()]);
    for (const kind of ['access_token', 'refresh_token', 'authorization_code'])
      server.provider.on(`${kind}.saved`, ({ jti }: { readonly jti: string }) => tokens.push(jti));
    settings = opened.settings;
    // What it asks for by itself must be over: a connection that is stored meanwhile would lead to a prompt of its own.
    const ended = /\[acme\.openid-profile\] Without a sign-in/;
    await vi.waitFor(() => expect(opened.printed()).toMatch(ended), { timeout: 300_000 });
    // The edge of the application: what it asks the operating system to open is noted, and opened by the test.
    await opened.app.evaluate(({ shell }) => {
      const noted: string[] = [];
      Object.assign(globalThis, { noted });
      shell.openExternal = async (address) => void noted.push(address);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.stop();
    await server?.close();
  });

  it('the system browser opens only the authorization server’s page', async () => {
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: `${sample}/issuer` });
    await card.getByRole('button', { name: 'Connect to OpenID Connect' }).click();
    await settings.getByLabel('Issuer').fill(server.origin);
    await settings.getByLabel('Client ID').fill('native');
    await settings.getByLabel('Name', { exact: true }).fill('My issuer');
    await settings.getByRole('button', { name: 'Save and sign in' }).click();
    await confirmChange(opened.app, 'Contact');
    await vi.waitFor(async () => expect(await noted()).toHaveLength(1));
    const address = new URL((await noted())[0] ?? '');
    expect(address.origin).toBe(server.origin);
    expect(address.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('a sign-in there, and the redirect to this machine, make the connection ready', async () => {
    const page = await browser.newPage();
    await page.goto((await noted())[0] ?? '');
    await page.locator('input[name=login]').fill('ada');
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]', { hasText: 'Continue' }).click();
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback/);
    await settings
      .getByText(/^Signed in/)
      .first()
      .waitFor();
    await settings.getByRole('button', { name: 'Test My issuer' }).click();
    const row = settings.getByRole('article', { name: 'My issuer' });
    await row.getByText('Ready', { exact: true }).waitFor();
  });

  it('the sample extension uses the connection, and no page, file or line has a token', async () => {
    const consent = await opened.askAgain(sample);
    const yes = consent.getByRole('button', { name: 'Allow once' });
    await vi.waitFor(async () => expect(await yes.isEnabled()).toBe(true), { interval: 50 });
    const asked = Buffer.from(await consent.content());
    await Promise.all([consent.waitForEvent('close'), yes.click().catch(() => undefined)]);
    await vi.waitFor(() => expect(opened.printed()).toMatch(/You have signed in as ada\./));
    expect(server.asked.filter(({ path }) => path === '/userinfo')).toHaveLength(2);
    const pages = [asked, Buffer.from(await settings.content())];
    await opened.quit();
    const places = { pages, files: filesOf(opened.home), output: [Buffer.from(opened.printed())] };
    expect(tokens.length).toBeGreaterThan(1);
    expect(scanForCanaries(tokens, places).found).toEqual([]);
  });

  const noted = (): Promise<string[]> =>
    opened.app.evaluate(() => (globalThis as unknown as { noted: string[] }).noted);
});
