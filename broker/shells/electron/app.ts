import type { BrowserWindow, App as ElectronApp } from 'electron/main';
import type { SettingsPlace } from '../../contracts/settings.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { StartProcess } from '../../extensions/start-extension.ts';
import type { Broker, BrokerPowers } from '../../powers.ts';
import { runDesktopExtensions } from './app-extensions.ts';
import { chooseFolder, installFromMenu } from './app-install.ts';
import { showMenu } from './app-menu.ts';
import { showOutside } from './app-outside.ts';
import { offerRestart, sentenceOfEnd } from './app-restart-offer.ts';
import { closeBeforeQuit } from './close-before-quit.ts';
import { makeDesktopWorkspace } from './desktop-workspace.ts';
import type { Notifications } from './notifications.ts';

export type AppPowers = {
  readonly app: ElectronApp;
  readonly log: BrokerPowers['log'];
  /** The folders of extensions, each with its package.json. */
  readonly extensions: () => Promise<readonly string[]>;
  /** Where extensions are kept that the person installs; they are among `extensions`. */
  readonly installedIn: string;
  /** Names the folder that is open as the workspace. */
  readonly workspaceFile: string;
  /** Called when the application is ready: what Electron has before that is not to be touched. */
  readonly open: (goTo: (place: SettingsPlace) => void) => {
    readonly say: Say;
    readonly broker: Broker;
    readonly startProcess: StartProcess;
    readonly openSettings: () => BrowserWindow;
    readonly notifications: Notifications;
  };
  /** A PNG for the item beside the clock. */
  readonly trayIcon: string;
};

/** The desktop application, from its start to its end. */
export const runApp = ({
  app,
  log,
  extensions,
  installedIn,
  workspaceFile,
  open,
  trayIcon,
}: AppPowers): void => {
  // Two of them would answer one keyring and write one folder; the second shows the first instead.
  if (!app.requestSingleInstanceLock()) {
    // Said to who asked it to run an extension, which the first does not hear of.
    log(
      'warn',
      'Valetkey is already running and shows its window. To start it with other extensions, quit it first.',
    );
    return app.quit();
  }

  let settings: BrowserWindow | undefined;
  let show = (): void => undefined;
  let close = (): Promise<void> => Promise.resolve();
  app.on('second-instance', () => show());
  app.on('activate', () => show());
  // Closing the settings ends the application; the last consent window that closes does not.
  app.on('window-all-closed', () => undefined);
  const isClosing = closeBeforeQuit({ app, log, close: () => close() });

  const start = async (): Promise<void> => {
    const goTo = (place: SettingsPlace): void => {
      broker.showPlace(place);
      show();
    };
    const { say, broker, startProcess, openSettings, notifications } = open(goTo);
    close = () => broker.close();
    const workspace = makeDesktopWorkspace({ say, file: workspaceFile, broker, log });
    await workspace.resume();
    // Locked or not: the page says why and what can be done, and extensions start and ask.
    await broker.unlock();
    show = () => {
      if (settings !== undefined && !settings.isDestroyed()) return settings.focus();
      settings = openSettings();
      settings.once('closed', () => {
        if (process.platform !== 'darwin') app.quit();
      });
    };
    show();
    const painted = settings === undefined ? undefined : firstPaint(settings);
    const running = runDesktopExtensions({
      // A package runs what it came with: nobody there looks for a place in its source.
      ofAuthor: !app.isPackaged,
      broker,
      startProcess,
      offerRestart: (extension, why) => {
        notifications.tell({
          about: `ended ${extension.id}`,
          text: sentenceOfEnd(say, extension.id, why),
          clicked: () => goTo({ view: 'extensions' }),
        });
        return offerRestart(say, extension, why);
      },
      say: sayTo(log),
    });
    close = async () => {
      await running.stopAll();
      await broker.close();
    };
    const failed = (error: unknown): void => log('warn', 'the menu could not do that', error);
    showMenu({
      app,
      say,
      show: () => show(),
      extensions: running,
      install: () => void installFromMenu(say, broker, () => goTo({ view: 'extensions' })).catch(failed),
      notifications,
      workspace,
      failed,
    });
    showOutside({ app, say, broker, goTo, notifications, trayIcon, log });
    // Starting their processes would take from the page what it needs to be seen.
    await painted;
    for (const folder of await extensions()) {
      if (isClosing()) return;
      await running.start(folder);
    }
    const { start, stop } = running;
    broker.offerInstalling({ folder: installedIn, chooseFolder: () => chooseFolder(say), start, stop });
  };
  // Not `await app.whenReady()`: at the top level of an ES module that hangs.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      // Quit while it was starting: what failed was closed under it, and the end waits for what is still being written.
      if (isClosing()) return;
      log('error', 'Valetkey could not start', error);
      app.exit(1);
    });
};

const mostWaitMs = 3_000;
/** Or the end of the window, or long enough: a page that does not load keeps no extension from starting. */
const firstPaint = (window: BrowserWindow): Promise<void> =>
  new Promise((resolve) => {
    window.once('ready-to-show', () => resolve());
    window.once('closed', () => resolve());
    setTimeout(resolve, mostWaitMs).unref();
  });

const sayTo =
  (log: BrokerPowers['log']) =>
  (who: string, level: 'info' | 'warn' | 'error', text: string): void =>
    log(level, `[${who}] ${text}`);
