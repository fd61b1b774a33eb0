// An application that embeds the broker: a window of its own, and Valetkey's settings and consent beside it.
import { join } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron/main';
import {
  createBroker,
  electronPowers,
  makeStartExtensionHost,
  openChange,
  openConsent,
  openElicitation,
  openSettings,
  startExtension,
  valetkeySchemes,
  watchTyping,
} from '../index.ts';

const [folder = '', ...extensions] = process.argv.slice(process.argv.indexOf('--') + 1);
const log = (level: string, text: string, cause?: unknown): void =>
  void process.stderr.write(`${level}: ${text} ${String(cause ?? '')}\n`);

protocol.registerSchemesAsPrivileged([...valetkeySchemes]);

app.whenReady().then(async () => {
  const typing = watchTyping();
  const windows = { typing, log, devTools: false };
  const broker = createBroker(
    electronPowers({
      folder: join(folder, 'valetkey'),
      log,
      askConsent: openConsent(windows),
      askChange: openChange(windows),
      askElicitation: openElicitation(windows),
      allowWeakProtection: () => false,
    }),
  );
  await broker.unlock();
  openSettings({ ...windows, broker });

  const own = new BrowserWindow({ webPreferences: { sandbox: true } });
  typing.watch(own.webContents);
  await own.loadURL('data:text/html,<title>Host</title><h1>A host application</h1>');

  const startProcess = makeStartExtensionHost();
  for (const extension of extensions) {
    const say = (who: string, level: string, text: string): void => log(level, `[${who}] ${text}`);
    await startExtension(extension, { broker, say, startProcess });
  }
  app.once('before-quit', (event) => {
    event.preventDefault();
    void broker.close().finally(() => app.exit(0));
  });
});
