import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { type RunningRegistry, startVerdaccio } from '../node/fixtures/start-verdaccio.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp, restart, windowAt } from './fixtures/open-app.ts';

const reader = 'acme.registry-reader';
const consentAddress = 'valetkey-ui://consent/';

/** Extensions of an author at work: one whose `activate` throws. */
const brokenExtension = (folder: string): string => {
  mkdirSync(folder, { recursive: true });
  const about = { name: 'broken', displayName: 'Broken One', publisher: 'acme', version: '1.0.0' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...about, main: './extension.cjs', contributes: {} }),
  );
  writeFileSync(
    join(folder, 'extension.cjs'),
    `exports.extension = { activate() { throw new Error('The settings file is missing.'); } };`,
  );
  return folder;
};

/** Somebody who has never seen it, at 1040 by 740: counted are the clicks, and nothing may have to be scrolled to. */
describeUnless(whyNoElectron(), 'the way to a first use, in the desktop', {}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-first-use-'));
  let registry: RunningRegistry;
  let opened: OpenedApp;
  let settings: Page;
  let clicks = 0;

  beforeAll(async () => {
    [registry, opened] = await Promise.all([
      startVerdaccio(),
      openApp([`--extension=${brokenExtension(join(folder, 'broken'))}`]),
    ]);
    settings = opened.settings;
  });
  afterAll(async () => {
    await opened?.stop();
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** In sight as the page stands, and not brought there by the test. */
  const click = async (one: Locator): Promise<void> => {
    await one.waitFor();
    const [width, height] = await settings.evaluate<[number, number]>('[innerWidth, innerHeight]');
    const box = await one.boundingBox();
    const seen = box !== null && box.y >= 0 && box.y + box.height <= height && box.x + box.width <= width;
    expect(seen, 'it is in sight').toBe(true);
    clicks += 1;
    await one.click();
  };
  const see = (name: string) => settings.getByRole('button', { name, exact: true }).click();
  const askedConsent = async (): Promise<Page> => {
    const consent = await windowAt(opened.app, consentAddress);
    return consent;
  };
  const answer = async (consent: Page, name: string): Promise<void> => {
    const button = consent.getByRole('button', { name, exact: true });
    await vi.waitFor(async () => expect(await button.isEnabled()).toBe(true));
    await Promise.all([consent.waitForEvent('close'), button.click().catch(() => undefined)]);
  };
  const printed = (pattern: RegExp): Promise<void> =>
    vi.waitFor(() => expect(opened.printed()).toMatch(pattern));
  const readings = (): number => opened.printed().match(/You are reader at the registry/g)?.length ?? 0;

  it('a user gets from the waiting extension to a used connection with at most four clicks', async () => {
    const waiting = settings.getByRole('region', { name: 'Extensions that wait' });
    await waiting.getByText('Registry Reader').waitFor();
    await picture('waiting');
    await click(waiting.getByRole('button', { name: /Add a connection… to npm registry/ }));
    await settings.getByLabel('Registry address').fill(registry.url);
    await settings.getByLabel('Name', { exact: true }).fill('My registry');
    await settings.getByLabel('Access token', { exact: true }).fill(registry.token);
    await picture('form');
    await click(settings.getByRole('button', { name: 'Save' }));
    // The extension still waits, so main asks at once.
    const consent = await askedConsent();
    await consent
      .getByRole('heading', { name: /Registry Reader wants to use My registry to read at/ })
      .waitFor();
    clicks += 1;
    await answer(consent, 'Always allow');
    await printed(/You are reader at the registry\./);
    expect(clicks).toBeLessThanOrEqual(4);
    // Nobody tested it: that it works was seen.
    await settings
      .getByRole('article', { name: 'My registry' })
      .getByText('Ready', { exact: true })
      .waitFor();
    await settings.getByText('It worked when an extension used it, just now.').waitFor();
    await waiting.getByText('Registry Reader').waitFor({ state: 'detached' });
    await picture('used');
  });

  it('a test that passes in the form counts for the connection that is saved', async () => {
    await see('Connections');
    await settings.getByRole('button', { name: 'New connection' }).click();
    await settings
      .getByRole('listitem')
      .filter({ hasText: `${reader}/registry` })
      .getByRole('button', { name: 'Connect to npm registry' })
      .click();
    await settings.getByLabel('Registry address').fill(registry.url);
    await settings.getByLabel('Name', { exact: true }).fill('Tested in the form');
    await settings.getByLabel('Access token', { exact: true }).fill(registry.token);
    await settings.getByRole('button', { name: 'Test', exact: true }).click();
    await settings.getByText(/It works\. \(status 200/).waitFor();
    await settings.getByRole('button', { name: 'Save' }).click();
    const saved = settings.getByRole('article', { name: 'Tested in the form' });
    await saved.getByText('Ready', { exact: true }).waitFor();
    await saved.getByText('Its test passed, just now.').waitFor();
  });

  it('an extension that could not be activated says so, with its reason and a restart', async () => {
    await see('Extensions');
    const broken = settings.getByRole('article', { name: 'Broken One', exact: true });
    await broken.getByText('Could not start', { exact: true }).waitFor();
    await broken.getByRole('button', { expanded: false }).click();
    await broken.getByText('The settings file is missing.').waitFor();
    await broken.getByRole('button', { name: 'Restart Broken One' }).waitFor();
    await broken.scrollIntoViewIfNeeded();
    await picture('not-activated');
  });

  it('a denied request is listed, and "Allow after all" leads to a use without a search for Restart', async () => {
    await see('Access');
    const grant = settings.getByRole('article', { name: `${reader}, always allowed` });
    await grant.getByRole('button', { expanded: false }).click();
    await grant.getByRole('button', { name: 'Revoke' }).click();
    await restart(opened.app, reader);
    await answer(await askedConsent(), 'Deny');
    await see('Extensions');
    const denied = settings.getByRole('region', { name: 'Denied' });
    await denied.getByText('Registry Reader asked for npm registry').waitFor();
    await picture('denied');
    const before = readings();
    await denied.getByRole('button', { name: 'Allow after all… to Registry Reader' }).click();
    await settings.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
    await answer(await askedConsent(), 'Always allow');
    await settings.locator('.notice').getByRole('button', { name: 'Start again' }).click();
    await vi.waitFor(() => expect(readings()).toBeGreaterThan(before));
    await denied.waitFor({ state: 'detached' });
  });

  const picture = async (name: string): Promise<void> => {
    const pictures = process.env['VALETKEY_PICTURES_CONSENT'];
    if (pictures !== undefined) await settings.screenshot({ path: `${pictures}/story-${name}.png` });
  };
});
