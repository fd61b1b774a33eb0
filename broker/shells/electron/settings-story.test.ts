import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { filesOf, scanForCanaries } from '../../prove/scan-for-canaries.ts';
import { type RunningRegistry, startVerdaccio } from '../node/fixtures/start-verdaccio.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { confirmChange, deleteLast, type OpenedApp, openApp } from './fixtures/open-app.ts';

const why = whyNoElectron();
const reader = 'acme.registry-reader';

/** What somebody does who has never seen it: a real Electron, keyring and registry, and a sample extension. */
describeUnless(why, 'the story of a connection, in the desktop', {}, () => {
  let registry: RunningRegistry;
  let opened: OpenedApp;
  let settings: Page;
  const seen: string[] = [];
  const keep = async (page: Page): Promise<void> => {
    seen.push(await page.content());
  };
  const view = (name: string) => settings.getByRole('button', { name, exact: true }).click();
  const row = () => settings.getByRole('article', { name: 'My registry' });

  beforeAll(async () => {
    [registry, opened] = await Promise.all([startVerdaccio(), openApp()]);
    settings = opened.settings;
  });
  afterAll(async () => {
    await opened?.stop();
    await registry?.stop();
  });

  it('a draft is tested before saving: a wrong secret is reported, and the right one is saved', async () => {
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: `${reader}/registry` });
    await card.getByRole('button', { name: 'Connect to npm registry' }).click();
    await settings.getByLabel('Registry address').fill(registry.url);
    await settings.getByLabel('Name', { exact: true }).fill('My registry');
    const token = settings.getByLabel('Access token', { exact: true });
    await token.fill('certainly-not-the-token');
    await settings.getByRole('button', { name: 'Test', exact: true }).click();
    // Nobody has ever been there. From here on somebody has.
    await confirmChange(opened.app, 'Contact');
    await settings.getByText(/The service does not accept this secret/).waitFor();
    await token.fill(registry.token);
    await settings.getByRole('button', { name: 'Test', exact: true }).click();
    await settings.getByText(/It works\. \(status 200/).waitFor();
    await settings.getByRole('button', { name: 'Save' }).click();
    await row().waitFor();
    await keep(settings);
  });

  it('the sample extension asks and is always allowed', async () => {
    await allow('Always allow');
    await view('Access');
    await settings.getByRole('article', { name: `${reader}, always allowed` }).waitFor();
    await view('Connections');
    await keep(settings);
  });

  it('a connection restored within ten seconds has its secret', async () => {
    await deleteLast(settings, 'My registry');
    await settings.getByText('My registry was deleted. One extension can no longer use it.').waitFor();
    await settings.getByRole('button', { name: 'Undo' }).click();
    await row().waitFor();
    await settings.getByRole('button', { name: 'Test My registry' }).click();
    await row().getByText('Ready', { exact: true }).waitFor();
    await keep(settings);
  });

  it('"stop everything" refuses requests until it is resumed, and then the grant serves without a prompt', async () => {
    await settings.getByRole('button', { name: /^Stop everything/ }).click();
    await settings.getByText(/Everything is stopped/).waitFor();
    await restartReader();
    await printed(/The user has stopped all connections/);
    await settings.getByRole('button', { name: 'Resume' }).click();
    await confirmChange(opened.app, 'Resume');
    await settings.getByText(/Everything is stopped/).waitFor({ state: 'detached' });
    const before = readings();
    await restartReader();
    await vi.waitFor(() => expect(readings()).toBeGreaterThan(before));
  });

  it('the log is verified, and exported as whole lines to the file that the person chose', async () => {
    await view('Activity');
    await settings.getByRole('button', { name: 'Verify' }).click();
    await settings.getByText(/^All \d+ entries are whole/).waitFor();
    const file = join(opened.home, 'exported.jsonl');
    await opened.app.evaluate(({ webContents }, path) => {
      const all = webContents.getAllWebContents();
      const contents = all.find((one) => one.getURL().startsWith('valetkey-ui://settings'));
      contents?.session.once('will-download', (_event, item) => item.setSavePath(path));
    }, file);
    await settings.getByRole('button', { name: /JSON Lines/ }).click();
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/"kind":"use.stopped"/));
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('link');
    expect(lines.length).toBeGreaterThan(20);
  });

  it('a revoked and deleted connection is gone, and the secret is in no page, file or output', async () => {
    await view('Access');
    const grant = settings.getByRole('article', { name: `${reader}, always allowed` });
    await grant.getByRole('button', { expanded: false }).click();
    await grant.getByRole('button', { name: 'Revoke' }).click();
    await settings.getByText('Nothing is always allowed.').waitFor();
    await view('Connections');
    await deleteLast(settings, 'My registry');
    await keep(settings);
    await opened.quit();
    const places = {
      pages: seen.map((text) => Buffer.from(text)),
      files: filesOf(opened.home),
      output: [Buffer.from(opened.printed())],
    };
    expect(scanForCanaries([registry.token], places).found).toEqual([]);
  });

  const allow = async (button: string): Promise<void> => {
    const consent = await opened.askAgain(reader);
    const yes = consent.getByRole('button', { name: button });
    await vi.waitFor(async () => expect(await yes.isEnabled()).toBe(true), { interval: 50 });
    await Promise.all([consent.waitForEvent('close'), yes.click().catch(() => undefined)]);
    await printed(/You are reader at the registry\./);
  };
  const readings = (): number => opened.printed().match(/You are reader at the registry/g)?.length ?? 0;
  const restartReader = async (): Promise<void> => {
    await view('Extensions');
    const row = settings.getByRole('article', { name: 'Registry Reader' });
    await row.getByRole('button', { expanded: false }).click();
    await settings.getByRole('button', { name: /Restart.*Registry Reader|Registry Reader.*Restart/ }).click();
  };
  const printed = async (pattern: RegExp): Promise<void> => {
    await vi.waitFor(() => expect(opened.printed()).toMatch(pattern));
  };
});
