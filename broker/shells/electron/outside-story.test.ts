import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Notification as ElectronNotification, Menu } from 'electron/main';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp, restart } from './fixtures/open-app.ts';

type Told = { readonly body: string; readonly notification: ElectronNotification };
type Global = { outside: { told: Told[]; menu: Menu | undefined } };
const reader = 'acme.registry-reader';

describeUnless(whyNoElectron(), 'the application beside its windows', {}, () => {
  let opened: OpenedApp;

  beforeAll(async () => {
    opened = await openApp();
    // A test display has no notification server, no tray and no focus to lose: what main hands to them is kept.
    await opened.app.evaluate(({ Notification, Tray, BrowserWindow }) => {
      const outside: Global['outside'] = { told: [], menu: undefined };
      Object.assign(globalThis, { outside });
      Notification.isSupported = () => true;
      Notification.prototype.show = function (this: ElectronNotification) {
        outside.told.push({ body: this.body, notification: this });
      };
      Tray.prototype.setContextMenu = (menu) => {
        outside.menu = menu ?? undefined;
      };
      BrowserWindow.getFocusedWindow = () => null;
    });
  });
  afterAll(() => opened?.stop());

  const told = (): Promise<string[]> =>
    opened.app.evaluate(() => (globalThis as unknown as Global).outside.told.map(({ body }) => body));
  const choose = (label: string): Promise<void> =>
    opened.app.evaluate(
      (_electron, wanted) =>
        (globalThis as unknown as Global).outside.menu?.items.find((item) => item.label === wanted)?.click(),
      label,
    );
  const labels = (): Promise<string[]> =>
    opened.app.evaluate(
      () => (globalThis as unknown as Global).outside.menu?.items.map(({ label }) => label) ?? [],
    );

  /** In the tray's menu, and in the application's. */
  const checkedInMenus = (): Promise<(boolean | undefined)[]> =>
    opened.app.evaluate(({ Menu }) =>
      [(globalThis as unknown as Global).outside.menu, Menu.getApplicationMenu()?.items[0]?.submenu].map(
        (menu) => menu?.items.find(({ label }) => label === 'Notifications')?.checked,
      ),
    );

  it('notifications that are turned off stay off; Settings and both menus turn them on and show it', async () => {
    const { app, home, settings } = opened;
    const off = join(home, '.config/Valetkey/notifications-off');
    // A menu of its own comes with the next change.
    await restart(app, reader);
    await vi.waitFor(async () => expect(await labels()).toContain('Notifications'));
    const switchInSettings = settings.getByRole('checkbox', { name: 'Notifications' });
    expect(await switchInSettings.isChecked()).toBe(true);
    await choose('Notifications');
    await vi.waitFor(() => expect(existsSync(off)).toBe(true));
    await vi.waitFor(async () => expect(await switchInSettings.isChecked()).toBe(false));
    const before = (await told()).length;
    await restart(app, reader);
    await settings
      .getByText(/wait(?:s|ed)? for a connection/)
      .first()
      .waitFor();
    await settings.waitForTimeout(2_500);
    expect(await told()).toHaveLength(before);
    await vi.waitFor(async () => {
      await choose('Notifications');
      expect(existsSync(off)).toBe(false);
    });
    await vi.waitFor(async () => expect(await switchInSettings.isChecked()).toBe(true));
    // And the other way round: the menus show what was set in Settings.
    await switchInSettings.click();
    await vi.waitFor(async () => expect(await checkedInMenus()).toEqual([false, false]));
    expect(existsSync(off)).toBe(true);
    await switchInSettings.click();
    await vi.waitFor(async () => expect(await checkedInMenus()).toEqual([true, true]));
  });

  it('an extension that waits is told of once, without its own words, and a click leads to it', async () => {
    const { app, settings } = opened;
    await restart(app, reader);
    const text = `The extension ${reader} waits for a connection.`;
    await vi.waitFor(async () => expect(await told()).toContain(text));
    await restart(app, reader);
    await settings
      .getByText(/wait(?:s|ed)? for a connection/)
      .first()
      .waitFor();
    const all = await told();
    expect(all.filter((one) => one.includes(reader))).toEqual([text]);
    await app.evaluate((_electron, body) => {
      const { told } = (globalThis as unknown as Global).outside;
      told.find((one) => one.body === body)?.notification.emit('click');
    }, text);
    await settings.getByRole('heading', { name: 'Extensions', exact: true }).waitFor();
  });

  it('the menu of the tray says what is in use, leads to it, and stops everything', async () => {
    const { settings } = opened;
    await vi.waitFor(async () => expect(await labels()).toContain('Stop everything'));
    expect(await labels()).toContain('No active sessions');
    await choose('Open Valetkey');
    await settings.getByRole('button', { name: 'Connections', exact: true, pressed: false }).waitFor();
    await choose('Stop everything');
    await settings.getByText(/^Everything is stopped/).waitFor();
    await vi.waitFor(async () => expect(await labels()).toContain('Resume'));
  });
});
