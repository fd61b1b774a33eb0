/// <reference types="electron" preserve="true" />
/**
 * The desktop shell, for an Electron application that embeds the broker; embed-sample/main.ts is one, without the two
 * calls that concern your whole application.
 *
 * 1. Before the application is ready: `protocol.registerSchemesAsPrivileged([...valetkeySchemes, ...your own])`.
 *    Electron takes that call once. `resolveNoNames(app)` and `cleanEnvironment(process.env)` concern your whole
 *    application; `../../README.md` says what they add.
 * 2. When it is ready: `const typing = watchTyping()`, `const askConsent = openConsent({ typing, ... })`,
 *    `const askChange = openChange({ typing, ... })`, and
 *    `const broker = createBroker(electronPowers({ folder, askConsent, askChange, ... }))`, then `await broker.unlock()`.
 * 3. `openSettings({ broker, typing, ... })` opens the settings, and `startExtension(folder, ...)` runs an extension.
 * 4. Before it quits: `await broker.close()`.
 *
 * Nothing is global: a second broker with a folder of its own can be in the same process.
 */
export { makeBroker as createBroker } from '../../broker.ts';
export {
  type RunningExtension,
  type StartProcess,
  startExtension,
} from '../../extensions/start-extension.ts';
export type * from '../embedding-types.ts';
export { workspaceOfFolder } from '../workspace-of-folder.ts';
export { attachMainTool as attachTool } from './attach-main-tool.ts';
export { cleanEnvironment } from './clean-environment.ts';
export {
  type ConsentWindowPowers,
  changeWindow as openChange,
  consentWindow as openConsent,
  elicitationWindow as openElicitation,
} from './consent-window.ts';
export { type ElectronPowersOptions, electronPowers } from './electron-powers.ts';
export { type ExtensionHostPowers, makeStartExtensionHost } from './extension-host/start-extension-host.ts';
export type { Look } from './look.ts';
export type { LookColor } from './look-colors.ts';
export { makeMainChannel, messagePortMainTransport } from './message-port-main-transport.ts';
export { openMainSettingsClient as openSettingsClient } from './open-main-settings-client.ts';
export type { WindowPowers } from './open-page-window.ts';
export { resolveNoNames } from './resolve-no-names.ts';
export { openSettingsWindow as openSettings, type SettingsWindowPowers } from './settings-window.ts';
export { type Typing, watchTyping } from './typing.ts';
export { valetkeySchemes } from './valetkey-schemes.ts';
