import { Menu, type MenuItemConstructorOptions, Tray } from 'electron/main';
import { displayText } from '../../consent/display-text.ts';
import { insideQuotes } from '../../contracts/inside-quotes.ts';
import type { SettingsPlace } from '../../contracts/settings.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { NotificationSwitch } from '../../powers.ts';
import type { Followed } from './follow-broker.ts';
import { notificationsItem } from './notifications-item.ts';

export type TrayPowers = {
  readonly say: Say;
  /** A PNG. */
  readonly icon: string;
  readonly goTo: (place: SettingsPlace) => void;
  readonly stopEverything: () => void;
  readonly resumeEverything: () => void;
  readonly quit: () => void;
  readonly notifications: Pick<NotificationSwitch, 'isOn' | 'set'>;
  readonly failed: (error: unknown) => void;
};

/** As many as one reads in a menu. */
const mostListed = 10;

/** An item beside the clock, or in the menu bar, that says what is in use now and stops it. */
export function showTray(powers: TrayPowers): { update(followed: Followed): void } {
  const tray = new Tray(powers.icon);
  tray.on('click', () => powers.goTo({ view: 'access' }));
  return {
    update: (followed) => {
      if (tray.isDestroyed()) return;
      tray.setToolTip(`Valetkey: ${summaryOf(powers.say, followed)}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayItems(followed, powers)));
    },
  };
}

export function trayItems(followed: Followed, powers: TrayPowers): MenuItemConstructorOptions[] {
  const { live, stopped, nameOf } = followed;
  const { say, notifications } = powers;
  const toAccess = (): void => powers.goTo({ view: 'access' });
  const uses = live.slice(0, mostListed).map(
    ({ extension, connectionId, inFlight }): MenuItemConstructorOptions => ({
      label: inMenu(
        say(inFlight > 0 ? '{extension} uses “{connection}” now' : '{extension} uses “{connection}”', {
          extension,
          connection: insideQuotes(displayText(nameOf(connectionId) ?? say('a connection'), 60)),
        }),
      ),
      click: toAccess,
    }),
  );
  const more = live.length - uses.length;
  return [
    { label: say('Open {app}', { app: 'Valetkey' }), click: () => powers.goTo({ view: 'connections' }) },
    { type: 'separator' },
    { label: summaryOf(say, followed), enabled: false },
    ...uses,
    ...(more > 0 ? [{ label: say('and {count} more', { count: more }), click: toAccess }] : []),
    { type: 'separator' },
    stopped
      ? { label: say('Resume'), click: powers.resumeEverything }
      : { label: say('Stop everything'), click: powers.stopEverything },
    notificationsItem(say, notifications, powers.failed),
    { type: 'separator' },
    { label: say('Quit'), click: powers.quit },
  ];
}

const summaryOf = (say: Say, { live, stopped }: Followed): string => {
  if (stopped) return say('Everything is stopped.');
  if (live.length === 0) return say('No active sessions.');
  const busy = live.filter(({ inFlight }) => inFlight > 0).length;
  return say.count('{count} active sessions, {busy} in use.', live.length, { busy });
};

/** An ampersand would underline the next letter. */
const inMenu = (text: string): string => text.replaceAll('&', '&&');
