import type { Session, WebContents, WebPreferences } from 'electron/main';
import type { Say } from '../../contracts/texts/say.ts';
import { cutOffPreferences, cutOffSession } from './cut-off-session.ts';
import { saveExports } from './save-exports.ts';

/**
 * What holds for every page of ours: it stays the document that was loaded from `address`, opens nothing, embeds nothing
 * and is given no permission. Electron documents most of it in "Security", points 11 to 15.
 */
export const confineContents = (contents: WebContents, address: string): void => {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  // Links out of the application are not opened either: a page of ours has none that a person could not copy.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A page may not ask to stay; one that does not answer is left by Chromium after a second. No window prevents its own
  // `close`, which would cancel the `app.quit()` of a host.
  contents.on('will-prevent-unload', refuse);
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // Nobody is asked before about:blank. What else may have passed is seen when it is there.
  contents.on('did-start-navigation', ({ url, isMainFrame }) => {
    if (isMainFrame && url.startsWith('about:')) endPage(contents);
  });
  contents.on('did-navigate', (_event, url) => {
    if (url !== address) endPage(contents);
  });
  // Ours have no frames, and a frame has everything again that was taken from its page (page/remove-web-rtc.ts).
  contents.on('frame-created', (_event, { frame }) => {
    // Not by comparing it with `mainFrame`: of a page that loads, both are main frames for a moment.
    if (frame !== null && frame.parent !== null) endPage(contents);
  });
};

/** Its process first: the page is to do nothing more while its window closes. */
const endPage = (contents: WebContents): void => {
  contents.forcefullyCrashRenderer();
  setImmediate(() => {
    if (!contents.isDestroyed()) contents.close();
  });
};

/**
 * `scheme` is the only one that a page in this session loads anything from. Resolves when all of it holds; nothing may
 * be loaded before.
 */
export const confinePageSession = (session: Session, scheme: string, say: Say): Promise<void> => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  saveExports(session, `${scheme}://settings`, say);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const ours = [`${scheme}:`, `blob:${scheme}:`, 'devtools:'].some((one) => url.startsWith(one));
    answer({ cancel: !ours });
  });
  return cutOffSession(session);
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
  ...cutOffPreferences,
});
