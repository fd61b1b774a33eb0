import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../broker/checks/fixtures/describe-unless.ts';
import { openElectron, whyNoElectron } from '../../broker/shells/electron/fixtures/launch-electron.ts';
import { windowAt } from '../../broker/shells/electron/fixtures/open-app.ts';
import { type Desktop, startDesktop } from '../../broker/shells/electron/fixtures/start-desktop.ts';
import { type LocalRegistry, npm, publishLocally } from './local-registry.ts';
import { root } from './stage-package.mjs';

/** An application made from a starter that people use, with the packages from a registry, as a person sees it. */
describeUnless(whyNoElectron(), 'an application from the electron-vite starter', {}, () => {
  const token = `tracker-${randomUUID()}`;
  const asked: string[] = [];
  const tracker = createServer(({ headers, method, url }, response) => {
    asked.push(`${method} ${url}`);
    if (headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
    if (url === '/issues') return response.end(JSON.stringify([{ id: 7, title: `The key is ${token}` }]));
    return response.end('You closed 3 issues.');
  });
  const home = mkdtempSync(join(tmpdir(), 'valetkey-starter-'));
  let registry: LocalRegistry;
  let desktop: Desktop;
  let app: ElectronApplication;
  let studio: Page;
  beforeAll(async () => {
    registry = await publishLocally();
    const folder = await registry.installCopy('studio', join(root, 'docs/host-electron-vite'));
    await npm(folder, 'run', 'build');
    await new Promise<void>((resolve) => tracker.listen(0, '127.0.0.1', resolve));
    desktop = await startDesktop(home, { keyring: 'unlocked' });
    app = await openElectron(desktop, folder);
    studio = await windowAt(app, pathToFileURL(join(folder, 'out/renderer/index.html')).href);
  });
  afterAll(async () => {
    await app?.close();
    await desktop?.stop();
    tracker.close();
    await registry?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const choose = async (search: string): Promise<void> => {
    await studio.keyboard.press('Control+k');
    await studio.getByRole('searchbox', { name: 'Search commands' }).fill(search);
    await studio.getByRole('dialog').getByRole('button').filter({ hasText: search }).click();
  };
  /** In main's own window, once it can be answered. */
  const consent = async (who: string): Promise<Page> => {
    const page = await windowAt(app, 'valetkey-ui://consent/');
    await page.getByRole('heading', { name: new RegExp(`^${who} wants to use`) }).waitFor();
    return page;
  };
  const press = async (page: Page, name: string): Promise<void> => {
    const button = page.getByRole('button', { name, exact: true });
    await vi.waitFor(async () => expect(await button.isEnabled()).toBe(true));
    await Promise.all([page.waitForEvent('close'), button.click().catch(() => undefined)]);
  };
  const answers = (text: string): Promise<void> => studio.locator('output').getByText(text).waitFor();

  it('the palette of the application lists the commands of its three extensions', async () => {
    await studio.getByRole('button', { name: 'Commands' }).click();
    const titles = [
      'Standup: What did I do yesterday?',
      'Tracker: Show open issues',
      'Triage: Take the oldest issue',
    ];
    const listed = studio.getByRole('dialog').getByRole('listitem');
    await vi.waitFor(async () => expect(await listed.allTextContents()).toEqual(titles));
    await studio.keyboard.press('Escape');
  });

  it('a command waits for a connection and for consent, in windows with the name and colors of the application', async () => {
    await choose('Tracker');
    await answers('Tracker: Show open issues …');
    await studio.getByRole('button', { name: 'Connections' }).click();
    const settings = await windowAt(app, 'valetkey-ui://settings/');
    await settings.getByRole('heading', { level: 1, name: 'Acme Studio' }).waitFor();
    const waiting = settings.getByRole('region', { name: 'Extensions that wait' });
    await waiting.getByRole('button', { name: /Add a connection… to Issue tracker/ }).click();
    await settings.getByLabel('Address').fill(`http://127.0.0.1:${(tracker.address() as AddressInfo).port}`);
    await settings.getByLabel('Name', { exact: true }).fill('Our tracker');
    await settings.getByLabel('Access token', { exact: true }).fill(token);
    await settings.getByRole('button', { name: 'Save' }).click();

    const asking = await consent('Tracker');
    const titles = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    );
    expect(titles).toContain('Acme Studio asks');
    const ground = await asking.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(ground).toMatch(/^rgb\((251, 247, 255|29, 21, 38)\)$/);
    expect(asked).toEqual([]);
    await press(asking, 'Always allow');
    await answers('#7 The key is [redacted]');
    expect(asked).toEqual(['GET /issues']);
  });

  it('a command of another extension has its own consent, and a denial is its answer', async () => {
    await choose('Standup');
    await press(await consent('Standup'), 'Always allow');
    await answers('You closed 3 issues.');
    await choose('Triage');
    await press(await consent('Triage'), 'Deny');
    await answers('The user did not allow this.');
    expect(asked).toEqual(['GET /issues', 'GET /me/activity']);
  });

  it('access that is revoked in the application’s own list is asked for again', async () => {
    const access = studio.getByRole('region', { name: 'Access' }).getByRole('listitem');
    const texts = ['acme.standup uses Our tracker', 'acme.tracker uses Our tracker'];
    const listed = async () =>
      (await access.allTextContents()).map((text) => text.replace(' Revoke', '')).sort();
    await vi.waitFor(async () => expect(await listed()).toEqual(texts));
    await access.filter({ hasText: 'acme.tracker' }).getByRole('button', { name: 'Revoke' }).click();
    await vi.waitFor(async () => expect(await listed()).toEqual(texts.slice(0, 1)));
    await choose('Tracker');
    await press(await consent('Tracker'), 'Deny');
    await answers('The user did not allow this.');
  });
});
