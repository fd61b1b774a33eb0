import { Menu, type MenuItemConstructorOptions, Tray } from 'electron/main';
import { displayText } from '../../consent/display-text.ts';
import type { SettingsPlace } from '../../contracts/settings.ts';
import type { NotificationSwitch } from '../../powers.ts';
import type { Followed } from './follow-broker.ts';
import { notificationsItem } from './notifications-item.ts';

export type TrayPowers = {
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
      tray.setToolTip(`Valetkey: ${summaryOf(followed)}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayItems(followed, powers)));
    },
  };
}

export function trayItems(followed: Followed, powers: TrayPowers): MenuItemConstructorOptions[] {
  const { live, stopped, nameOf } = followed;
  const { notifications } = powers;
  const toAccess = (): void => powers.goTo({ view: 'access' });
  const uses = live.slice(0, mostListed).map(
    ({ extension, connectionId, inFlight }): MenuItemConstructorOptions => ({
      label: inMenu(
        `${extension} uses “${displayText(nameOf(connectionId), 60)}”${inFlight > 0 ? ' now' : ''}`,
      ),
      click: toAccess,
    }),
  );
  const more = live.length - uses.length;
  return [
    { label: 'Open Valetkey', click: () => powers.goTo({ view: 'connections' }) },
    { type: 'separator' },
    { label: summaryOf(followed), enabled: false },
    ...uses,
    ...(more > 0 ? [{ label: `${more} more…`, click: toAccess }] : []),
    { type: 'separator' },
    stopped
      ? { label: 'Resume', click: powers.resumeEverything }
      : { label: 'Stop everything', click: powers.stopEverything },
    notificationsItem(notifications, powers.failed),
    { type: 'separator' },
    { label: 'Quit', click: powers.quit },
  ];
}

const summaryOf = ({ live, stopped }: Followed): string => {
  if (stopped) return 'Everything is stopped';
  if (live.length === 0) return 'No active sessions';
  const inUse = live.filter(({ inFlight }) => inFlight > 0).length;
  return `${live.length === 1 ? '1 active session' : `${live.length} active sessions`}, ${inUse} in use`;
};

/** An ampersand would underline the next letter. */
const inMenu = (text: string): string => text.replaceAll('&', '&&');
