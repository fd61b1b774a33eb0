import type { WebContents, WebPreferences } from 'electron/main';
import { cutOffPreferences } from '../cut-off-session.ts';
import { confineContents } from '../window-hygiene.ts';

export const hostPreferences = (partition: string, preload: string): WebPreferences => ({
  partition,
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  devTools: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  safeDialogs: true,
  spellcheck: false,
  webgl: false,
  images: false,
  autoplayPolicy: 'document-user-activation-required',
  // Its heartbeat must go on: nobody ever sees this page.
  backgroundThrottling: false,
  ...cutOffPreferences,
});

/** The page stays where it is, opens nothing and asks nobody. It is ours and does none of it; so this is the second wall. */
export const confineHost = (contents: WebContents, address: string): void => {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  confineContents(contents, address);
  contents.on('select-client-certificate', refuse);
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.on('certificate-error', (event, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  contents.on('login', refuse);
  contents.setAudioMuted(true);
};
