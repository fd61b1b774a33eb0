import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp, restart, windowAt } from './fixtures/open-app.ts';
import { type Outside, watchOutside } from './fixtures/watch-outside.ts';

const reader = 'acme.registry-reader';

describeUnless(whyNoElectron(), 'the application where the language is German', {}, () => {
  let opened: OpenedApp;
  let outside: Outside;

  beforeAll(async () => {
    opened = await openApp(['--lang=de']);
    outside = await watchOutside(opened.app);
  });
  afterAll(() => opened?.stop());

  it('Settings, the menus and a notification are in German', async () => {
    const { app, settings } = opened;
    expect(await settings.evaluate('document.documentElement.lang')).toBe('de');
    await settings.getByRole('heading', { name: 'Noch keine Verbindungen' }).waitFor();
    await restart(app, reader);
    await vi.waitFor(async () =>
      expect(await outside.told()).toContain(`Die Erweiterung ${reader} wartet auf eine Verbindung.`),
    );
    expect(await outside.labels()).toEqual(
      expect.arrayContaining(['Valetkey öffnen', 'Keine aktiven Sitzungen.', 'Alles stoppen', 'Beenden']),
    );
    const menu = await app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(({ label, submenu }) => [
        label,
        ...(submenu?.items ?? []).map((one) => one.label),
      ]),
    );
    expect(menu?.map(([label]) => label)).toEqual([
      'Valetkey',
      'Bearbeiten',
      'Ansicht',
      'Erweiterungen',
      'Fenster',
    ]);
    expect(menu?.flat()).toEqual(
      expect.arrayContaining(['Arbeitsbereich öffnen…', 'Einfügen', 'Minimieren']),
    );
  });

  it('main asks in German', async () => {
    const { app, settings } = opened;
    const waiting = settings.getByRole('region', { name: 'Erweiterungen, die warten' });
    await waiting.getByRole('button', { name: /npm registry/ }).click();
    await settings.getByLabel('Registry address').fill('http://127.0.0.1:9');
    await settings.getByLabel('Name', { exact: true }).fill('Meine');
    await settings.getByLabel('Access token', { exact: true }).fill('never-sent-anywhere');
    await settings.getByRole('button', { name: 'Speichern' }).click();
    const consent = await windowAt(app, 'valetkey-ui://consent/');
    await consent.getByRole('button', { name: 'Ablehnen', exact: true }).waitFor();
    expect(await consent.evaluate('document.documentElement.lang')).toBe('de');
    const titles = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((one) => one.getTitle()),
    );
    expect(titles).toContain('Valetkey fragt');
    const waits = `Die Erweiterung ${reader} wartet auf Ihre Antwort.`;
    await vi.waitFor(async () => expect(await outside.told()).toContain(waits));
  });
});
