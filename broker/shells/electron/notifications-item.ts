import type { MenuItemConstructorOptions } from 'electron/main';
import type { Say } from '../../contracts/texts/say.ts';
import type { NotificationSwitch } from '../../powers.ts';

/** In the tray, and in the menu of the application for desktops that have no tray. */
export function notificationsItem(
  say: Say,
  notifications: Pick<NotificationSwitch, 'isOn' | 'set'>,
  failed: (error: unknown) => void,
): MenuItemConstructorOptions {
  return {
    label: say('Notifications'),
    type: 'checkbox',
    checked: notifications.isOn(),
    click: ({ checked }) => void notifications.set(checked).catch(failed),
  };
}
