import { type BrowserWindow, MessageChannelMain, screen } from 'electron/main';
import type { Broker } from '../../broker.ts';
import { handOverPort } from './ipc.ts';
import { checkLook, nameOfApp } from './look.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { openPage, type WindowPowers } from './open-page-window.ts';
import type { Typing } from './typing.ts';
import { keepBounds, keptBounds } from './window-bounds.ts';
import { originOf } from './window-pages.ts';

export type SettingsWindowPowers = WindowPowers & {
  readonly broker: Pick<Broker, 'openSettings'>;
  readonly typing: Pick<Typing, 'watch'>;
  /** A file of its own, where the window's size and place are kept. Absent: it forgets them. */
  readonly boundsFile?: string | undefined;
};

const least = { width: 640, height: 420 };

/** Opens the settings in a window. A page that is loaded again gets a new port, and its old one closes. */
export const openSettingsWindow = ({
  broker,
  typing,
  boundsFile,
  ...powers
}: SettingsWindowPowers): BrowserWindow => {
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const bounds = boundsFile === undefined ? undefined : keptBounds(boundsFile, displays, least);
  const window = openPage('settings', powers, {
    width: 1_040,
    height: 740,
    ...bounds,
    minWidth: least.width,
    minHeight: least.height,
    title: nameOfApp(checkLook(powers.look ?? {})),
  });
  if (boundsFile !== undefined) keepBounds(window, boundsFile);
  const contents = window.webContents;
  let closeGate = (): void => undefined;
  typing.watch(contents);
  handOverPort({
    contents,
    origin: originOf('settings'),
    open: () => {
      closeGate();
      const { port1, port2 } = new MessageChannelMain();
      const gate = broker.openSettings(messagePortMainTransport(port1));
      closeGate = () => gate.close('port-closed');
      return port2;
    },
    onRefused: (why) => powers.log('warn', `somebody in the settings window asked for its port: ${why}`),
  });
  window.once('ready-to-show', () => window.show());
  window.once('closed', () => closeGate());
  contents.on('render-process-gone', (_event, { reason }) => {
    closeGate();
    powers.log('error', `the settings page ended: ${reason}`);
    if (reason !== 'clean-exit' && !window.isDestroyed()) contents.reload();
  });
  return window;
};
