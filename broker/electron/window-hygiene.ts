import type { Session, WebContents, WebPreferences } from 'electron/main';
import { saveExports } from './save-exports.ts';

/**
 * What holds for every page of ours: it stays where it was loaded, opens nothing, embeds nothing and is given no
 * permission. Electron documents all of it in "Security", points 11 to 15.
 */
export const confineContents = (contents: WebContents): void => {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  // Links out of the application are not opened either: a page of ours has none that a person could not copy.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
};

/** `scheme` is the only one that a page in this session loads anything from. */
export const confineSession = (session: Session, scheme: string): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  saveExports(session, `${scheme}://settings`);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const ours = [`${scheme}:`, `blob:${scheme}:`, 'devtools:'].some((one) => url.startsWith(one));
    answer({ cancel: !ours });
  });
};

export const confinedPreferences = (options: {
  readonly preload: string;
  readonly session: Session;
  readonly devTools: boolean;
}): WebPreferences => ({
  ...options,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  safeDialogs: true,
});
