import { type App, Menu, type MenuItemConstructorOptions } from 'electron/main';
import { displayText } from '../../consent/display-text.ts';
import type { NotificationSwitch } from '../../powers.ts';
import type { AppExtensions } from './app-extensions.ts';
import type { DesktopWorkspace } from './desktop-workspace.ts';
import { notificationsItem } from './notifications-item.ts';

/**
 * Rebuilt when the list of extensions, the switch of notifications or the workspace changes. Restarting is here in main,
 * so that no page decides what runs.
 */
export const showMenu = ({
  app,
  show,
  extensions,
  install,
  notifications,
  workspace,
  failed,
}: {
  readonly app: Pick<App, 'name'>;
  readonly show: () => void;
  readonly extensions: AppExtensions;
  /** Main asks for the folder, and whether to install it. */
  readonly install: () => void;
  readonly notifications: NotificationSwitch;
  readonly workspace: DesktopWorkspace;
  readonly failed: (error: unknown) => void;
}): void => {
  const build = (): void => {
    const restarts = extensions.list().map(
      ({ id, name }): MenuItemConstructorOptions => ({
        id: `restart ${id}`,
        label: `Restart “${asLabel(name)}” (${id})`,
        click: () => void extensions.restart(id),
      }),
    );
    const template: MenuItemConstructorOptions[] = [
      {
        label: app.name,
        submenu: [
          { label: 'Connections', click: show },
          ...workspaceItems(workspace, failed),
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
  workspace.onChange(build);
  build();
};

/** An ampersand would underline the next letter. */
const asLabel = (name: string): string => name.replaceAll('&', '&&');

/** Here in main, so that no page decides which workspace is open. */
const workspaceItems = (
  workspace: DesktopWorkspace,
  failed: (error: unknown) => void,
): MenuItemConstructorOptions[] => {
  const open = workspace.now();
  const choose = () => void workspace.choose().catch(failed);
  return [
    { id: 'open-workspace', label: 'Open workspace…', click: choose },
    ...(open === undefined
      ? []
      : [
          {
            id: 'close-workspace',
            label: `Close workspace “${asLabel(displayText(open.name, 60))}”`,
            click: () => void workspace.close().catch(failed),
          },
        ]),
  ];
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
