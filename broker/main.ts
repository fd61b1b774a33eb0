import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, protocol } from 'electron/main';
import { german } from './contracts/texts/german/index.ts';
import { makeSay } from './contracts/texts/say.ts';
import { tidyHome } from './extensions/extension-home.ts';
import { logLine } from './extensions/log-line.ts';
import { runApp } from './shells/electron/app.ts';
import { newsOf } from './shells/electron/app-news.ts';
import { weakProtection } from './shells/electron/app-weak-protection.ts';
import { extensionFolders } from './shells/electron/extension-folders.ts';
import {
  type BrokerPowers,
  cleanEnvironment,
  createBroker,
  electronPowers,
  makeStartExtensionHost,
  openChange,
  openConsent,
  openElicitation,
  openSettings,
  resolveNoNames,
  valetkeySchemes,
  watchTyping,
} from './shells/electron/index.ts';
import { makeNotifications, tellingOfQuestions } from './shells/electron/notifications.ts';
import { proveDesktop } from './shells/electron/prove-desktop.ts';
import { after } from './time/after.ts';

/** The desktop application's entry: the only place where its powers are gathered. */
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const pages = beside('./shells/electron/pages/');

const log: BrokerPowers['log'] = (level, text, cause) => {
  process.stderr.write(logLine(level, text, cause));
};

cleanEnvironment(process.env);

// A debugger sees secrets. No fuse covers Chromium's own switch for one.
const debuggers = ['remote-debugging-port', 'remote-debugging-pipe'];
if (app.isPackaged && debuggers.some((name) => app.commandLine.hasSwitch(name))) {
  log('error', 'Remote debugging is not possible in the packaged application.');
  process.exit(1);
}

/** What an author is at work on. A package runs what it came with: a link to it could have arguments. */
const authors = app.isPackaged
  ? []
  : process.argv.flatMap((arg) => (arg.startsWith('--extension=') ? [arg.slice('--extension='.length)] : []));

app.setName('Valetkey');
const proves = app.commandLine.hasSwitch('prove');
app.setPath(
  'userData',
  proves ? mkdtempSync(join(tmpdir(), 'valetkey-prove-')) : join(app.getPath('appData'), 'Valetkey'),
);
protocol.registerSchemesAsPrivileged([...valetkeySchemes]);
// No window of this application needs a name; the broker's requests are Node's.
resolveNoNames(app);

const installedIn = join(app.getPath('userData'), 'extensions');
/** The samples are in the repository alone: a package has none. */
const extensions = async (): Promise<string[]> => {
  await tidyHome(installedIn).catch((error: unknown) =>
    log('warn', 'the folder of installed extensions cannot be used', error),
  );
  const [samples, installed] = await Promise.all(
    [beside('../../sample-extensions/'), installedIn].map(extensionFolders),
  );
  return [...(samples ?? []), ...authors, ...(installed ?? [])];
};

const startProcess = () =>
  makeStartExtensionHost({ bundles: beside('./shells/electron/extension-host/bundles/') });
const runIt = (): void =>
  runApp({
    app,
    log,
    extensions,
    installedIn,
    workspaceFile: join(app.getPath('userData'), 'workspace.json'),
    trayIcon: beside('./shells/electron/tray.png'),
    open: (goTo) => {
      // Chromium's: what `--lang` says, else the system's.
      const texts = /^de\b/.test(app.getLocale()) ? german : undefined;
      const [say, look] = [makeSay(texts), { texts }];
      const notifications = makeNotifications({
        offFile: join(app.getPath('userData'), 'notifications-off'),
        now: Date.now,
        platform: process.platform,
      });
      const { tell } = notifications;
      const folder = join(app.getPath('userData'), 'broker');
      const weak = weakProtection(join(app.getPath('userData'), 'weak-protection-accepted'));
      const boundsFile = join(app.getPath('userData'), 'window.json');
      const typing = watchTyping();
      const windows = { pages, look, typing, log, devTools: !app.isPackaged };
      const broker = createBroker(
        electronPowers({
          folder,
          log,
          allowWeakProtection: weak.accepted,
          acceptWeakProtection: weak.accept,
          askConsent: tellingOfQuestions(openConsent(windows), { tell, after, look }),
          askChange: openChange(windows),
          askElicitation: tellingOfQuestions(openElicitation(windows), { tell, after, look }),
          notifications,
          texts,
          notice: (notice) => tell(newsOf(say, notice, goTo)),
        }),
      );
      return {
        say,
        broker,
        startProcess: startProcess(),
        openSettings: () => openSettings({ ...windows, broker, boundsFile }),
        notifications,
      };
    },
  });

if (proves) proveDesktop(app, { startProcess, json: app.commandLine.getSwitchValue('prove') === 'json' });
else runIt();
