import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp, restart } from './fixtures/open-app.ts';
import { type Outside, watchOutside } from './fixtures/watch-outside.ts';

const reader = 'acme.registry-reader';

describeUnless(whyNoElectron(), 'the application beside its windows', {}, () => {
  let opened: OpenedApp;
  let outside: Outside;

  beforeAll(async () => {
    opened = await openApp();
    outside = await watchOutside(opened.app);
  });
  afterAll(() => opened?.stop());

  it('notifications that are turned off stay off; Settings and both menus turn them on and show it', async () => {
    const { app, home, settings } = opened;
    const off = join(home, '.config/Valetkey/notifications-off');
    // A menu of its own comes with the next change.
    await restart(app, reader);
    await vi.waitFor(async () => expect(await outside.labels()).toContain('Notifications'));
    const switchInSettings = settings.getByRole('checkbox', { name: 'Notifications' });
    expect(await switchInSettings.isChecked()).toBe(true);
    await outside.choose('Notifications');
    await vi.waitFor(() => expect(existsSync(off)).toBe(true));
    await vi.waitFor(async () => expect(await switchInSettings.isChecked()).toBe(false));
    const before = (await outside.told()).length;
    await restart(app, reader);
    await settings
      .getByText(/wait(?:s|ed)? for a connection/)
      .first()
      .waitFor();
    await settings.waitForTimeout(2_500);
    expect(await outside.told()).toHaveLength(before);
    await vi.waitFor(async () => {
      await outside.choose('Notifications');
      expect(existsSync(off)).toBe(false);
    });
    await vi.waitFor(async () => expect(await switchInSettings.isChecked()).toBe(true));
    // And the other way round: the menus show what was set in Settings.
    await switchInSettings.click();
    await vi.waitFor(async () =>
      expect(await outside.checkedInMenus('Notifications')).toEqual([false, false]),
    );
    expect(existsSync(off)).toBe(true);
    await switchInSettings.click();
    await vi.waitFor(async () => expect(await outside.checkedInMenus('Notifications')).toEqual([true, true]));
  });

  it('an extension that waits is told of once, without its own words, and a click leads to it', async () => {
    const { app, settings } = opened;
    await restart(app, reader);
    const text = `The extension ${reader} waits for a connection.`;
    await vi.waitFor(async () => expect(await outside.told()).toContain(text));
    await restart(app, reader);
    await settings
      .getByText(/wait(?:s|ed)? for a connection/)
      .first()
      .waitFor();
    const all = await outside.told();
    expect(all.filter((one) => one.includes(reader))).toEqual([text]);
    await outside.click(text);
    await settings.getByRole('heading', { name: 'Extensions', exact: true }).waitFor();
  });

  it('the menu of the tray says what is in use, leads to it, and stops everything', async () => {
    const { settings } = opened;
    await vi.waitFor(async () => expect(await outside.labels()).toContain('Stop everything'));
    expect(await outside.labels()).toContain('No active sessions.');
    await outside.choose('Open Valetkey');
    await settings.getByRole('button', { name: 'Connections', exact: true, pressed: false }).waitFor();
    await outside.choose('Stop everything');
    await settings.getByText(/^Everything is stopped/).waitFor();
    await vi.waitFor(async () => expect(await outside.labels()).toContain('Resume'));
  });
});
