import { type BrowserWindow, MessageChannelMain } from 'electron/main';
import type { Broker } from '../../broker.ts';
import { handOverPort } from './ipc.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { openPage, type WindowPowers } from './open-page-window.ts';
import type { Typing } from './typing.ts';
import { originOf } from './window-pages.ts';

export type SettingsWindowPowers = WindowPowers & {
  readonly broker: Pick<Broker, 'openSettings'>;
  readonly typing: Pick<Typing, 'watch'>;
};

/** Opens the settings in a window. A page that is loaded again gets a new port, and its old one closes. */
export const openSettingsWindow = ({ broker, typing, ...powers }: SettingsWindowPowers): BrowserWindow => {
  const window = openPage('settings', powers, {
    width: 1_040,
    height: 740,
    minWidth: 640,
    minHeight: 420,
    title: 'Valetkey',
  });
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
