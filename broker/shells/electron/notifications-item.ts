import type { MenuItemConstructorOptions } from 'electron/main';
import type { NotificationSwitch } from '../../powers.ts';

/** In the tray, and in the menu of the application for desktops that have no tray. */
export function notificationsItem(
  notifications: Pick<NotificationSwitch, 'isOn' | 'set'>,
  failed: (error: unknown) => void,
): MenuItemConstructorOptions {
  return {
    label: 'Notifications',
    type: 'checkbox',
    checked: notifications.isOn(),
    click: ({ checked }) => void notifications.set(checked).catch(failed),
  };
}
