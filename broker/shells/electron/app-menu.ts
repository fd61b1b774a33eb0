import { type App, Menu, type MenuItemConstructorOptions } from 'electron/main';
import type { NotificationSwitch } from '../../powers.ts';
import type { AppExtensions } from './app-extensions.ts';
import { notificationsItem } from './notifications-item.ts';

/**
 * Rebuilt when the list of extensions or the switch of notifications changes. Restarting is here in main, so that no page
 * decides what runs.
 */
export const showMenu = ({
  app,
  show,
  extensions,
  install,
  notifications,
  failed,
}: {
  readonly app: Pick<App, 'name'>;
  readonly show: () => void;
  readonly extensions: AppExtensions;
  /** Main asks for the folder, and whether to install it. */
  readonly install: () => void;
  readonly notifications: NotificationSwitch;
  readonly failed: (error: unknown) => void;
}): void => {
  const build = (): void => {
    const restarts = extensions.list().map(
      ({ id, name }): MenuItemConstructorOptions => ({
        id: `restart ${id}`,
        // An ampersand would underline the next letter.
        label: `Restart “${name.replaceAll('&', '&&')}” (${id})`,
        click: () => void extensions.restart(id),
      }),
    );
    const template: MenuItemConstructorOptions[] = [
      {
        label: app.name,
        submenu: [
          { label: 'Connections', click: show },
          notificationsItem(notifications, failed),
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      { label: 'View', submenu: zoom },
      {
        label: 'Extensions',
        submenu: [
          { id: 'install', label: 'Install from folder…', click: install },
          ...(restarts.length === 0 ? [] : [separator, ...restarts]),
        ],
      },
      { role: 'windowMenu' },
    ];
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  extensions.onChange(build);
  notifications.onChange(build);
  build();
};

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** Nothing of the usual View menu but this: reloading and developer tools are not for a page that secrets are typed into. */
const zoom: MenuItemConstructorOptions[] = [
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  // The same key without Shift, as browsers have it.
  { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
  { role: 'zoomOut' },
];
