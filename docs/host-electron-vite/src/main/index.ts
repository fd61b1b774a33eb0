import { join } from 'node:path';
import { valetkeySchemes } from '@valetkey/broker/electron';
import { app, BrowserWindow, protocol } from 'electron/main';
import { openBroker } from './broker';
import { startExtensions } from './extensions';

protocol.registerSchemesAsPrivileged([...valetkeySchemes]);

app.whenReady().then(async () => {
  const { broker, settings, typing, showConnections } = await openBroker(app.getPath('userData'));
  const commands = await startExtensions(join(app.getAppPath(), 'extensions'), broker);

  const window = new BrowserWindow({
    width: 900,
    height: 670,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { preload: join(import.meta.dirname, '../preload/index.cjs'), sandbox: true },
  });
  window.on('ready-to-show', () => window.show());
  // A prompt that opens while the person types here waits for them to finish.
  typing.watch(window.webContents);

  const { ipc } = window.webContents;
  ipc.handle('commands', () => commands.list);
  ipc.handle('run', (_event, command) => commands.run(String(command)));
  ipc.handle('connections', () => showConnections());
  ipc.handle('access', async () => {
    const { connections } = await settings.listConnections({});
    const names = new Map(connections.map(({ id, displayName }) => [id, displayName]));
    const grants = await settings.listGrants({});
    return grants.map(({ id, principal, connectionId }) => ({
      id,
      text: `${principal.id} uses ${names.get(connectionId) ?? 'a connection that is gone'}`,
    }));
  });
  ipc.handle('revoke', (_event, id) => settings.revokeGrant({ grantId: String(id) }));

  const { ELECTRON_RENDERER_URL: devServer } = process.env;
  if (!app.isPackaged && devServer) await window.loadURL(devServer);
  else await window.loadFile(join(import.meta.dirname, '../renderer/index.html'));

  app.once('before-quit', (event) => {
    event.preventDefault();
    void broker.close().finally(() => app.exit(0));
  });
});

app.on('window-all-closed', () => app.quit());
