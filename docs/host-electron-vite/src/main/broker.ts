import { join } from 'node:path';
import {
  type Broker,
  createBroker,
  electronPowers,
  type Look,
  openChange,
  openConsent,
  openElicitation,
  openSettings,
  openSettingsClient,
  type Typing,
  watchTyping,
} from '@valetkey/broker/electron';

const look: Look = {
  appName: 'Acme Studio',
  colors: {
    '--vscode-editor-background': ['#fbf7ff', '#1d1526'],
    '--vscode-sideBar-background': ['#f0e8f8', '#201828'],
    '--vscode-button-background': ['#6b2fa0', '#7a3fb5'],
    '--vscode-button-hoverBackground': ['#5b2490', '#6b2fa0'],
  },
};

export type Opened = {
  readonly broker: Broker;
  /** For a list of the application's own. */
  readonly settings: ReturnType<typeof openSettingsClient>['client'];
  readonly typing: Typing;
  readonly showConnections: () => void;
};

/** The broker, with its prompts and its settings in windows that look like the application's. */
export const openBroker = async (folder: string): Promise<Opened> => {
  const log = (level: string, text: string, cause?: unknown): void =>
    void process.stderr.write(`${level}: ${text} ${cause ?? ''}\n`);
  const typing = watchTyping();
  const windows = { typing, log, look, devTools: false };
  const broker = createBroker(
    electronPowers({
      folder: join(folder, 'valetkey'),
      log,
      appName: look.appName,
      askConsent: openConsent(windows),
      askChange: openChange(windows),
      askElicitation: openElicitation(windows),
      allowWeakProtection: () => false,
    }),
  );
  await broker.unlock();
  const { client: settings } = openSettingsClient(broker);
  return { broker, settings, typing, showConnections: () => void openSettings({ ...windows, broker }) };
};
