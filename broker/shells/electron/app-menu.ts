import { type App, Menu, type MenuItemConstructorOptions } from 'electron/main';
import { displayText } from '../../consent/display-text.ts';
import { insideQuotes } from '../../contracts/inside-quotes.ts';
import type { Say } from '../../contracts/texts/say.ts';
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
  say,
  show,
  extensions,
  install,
  notifications,
  workspace,
  failed,
}: {
  readonly app: Pick<App, 'name'>;
  readonly say: Say;
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
        label: say('Restart “{name}” ({id})', { name: asLabel(name), id }),
        click: () => void extensions.restart(id),
      }),
    );
    const template: MenuItemConstructorOptions[] = [
      {
        label: app.name,
        submenu: [
          { label: say('Connections'), click: show },
          ...workspaceItems(say, workspace, failed),
          notificationsItem(say, notifications, failed),
          { role: 'quit', label: say('Quit') },
        ],
      },
      { role: 'editMenu', label: say('Edit'), submenu: editItems(say) },
      { label: say('View'), submenu: viewItems(say) },
      {
        label: say('Extensions'),
        submenu: [
          { id: 'install', label: say('Install from folder…'), click: install },
          ...(restarts.length === 0 ? [] : [separator, ...restarts]),
        ],
      },
      { role: 'windowMenu', label: say('Window'), submenu: windowItems(say) },
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
  say: Say,
  workspace: DesktopWorkspace,
  failed: (error: unknown) => void,
): MenuItemConstructorOptions[] => {
  const open = workspace.now();
  const choose = () => void workspace.choose().catch(failed);
  return [
    { id: 'open-workspace', label: say('Open workspace…'), click: choose },
    ...(open === undefined
      ? []
      : [
          {
            id: 'close-workspace',
            label: say('Close workspace “{name}”', {
              name: asLabel(insideQuotes(displayText(open.name, 60))),
            }),
            click: () => void workspace.close().catch(failed),
          },
        ]),
  ];
};

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** Electron would say these, but in English alone. */
const editItems = (say: Say): MenuItemConstructorOptions[] => [
  { role: 'undo', label: say('Undo') },
  { role: 'redo', label: say('Redo') },
  separator,
  { role: 'cut', label: say('Cut') },
  { role: 'copy', label: say('Copy') },
  { role: 'paste', label: say('Paste') },
  { role: 'delete', label: say('Delete') },
  separator,
  { role: 'selectAll', label: say('Select all') },
];

/** Nothing of the usual View menu but this: reloading and developer tools are not for a page that secrets are typed into. */
const viewItems = (say: Say): MenuItemConstructorOptions[] => [
  { role: 'resetZoom', label: say('Actual size') },
  { role: 'zoomIn', label: say('Zoom in') },
  // The same key without Shift, as browsers have it.
  { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
  { role: 'zoomOut', label: say('Zoom out') },
];

const windowItems = (say: Say): MenuItemConstructorOptions[] => [
  { role: 'minimize', label: say('Minimize') },
  { role: 'zoom', label: say('Zoom') },
  { role: 'close', label: say('Close') },
];
