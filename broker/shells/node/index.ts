/** The Node shell, for who embeds the broker without a display: adapters for makeBroker's powers. */
export { makeBroker as createBroker } from '../../broker.ts';
export {
  type RunningExtension,
  type StartProcess,
  startExtension,
} from '../../extensions/start-extension.ts';
export type * from '../embedding-types.ts';
export { workspaceOfFolder } from '../workspace-of-folder.ts';
export { attachTool } from './attach-tool.ts';
export { defaultFolder } from './default-folder.ts';
export { type ExtensionWorkerOptions, startExtensionWorker } from './extension-worker.ts';
export { keychainOfFolder } from './keychain-of-folder.ts';
export { makeMessageChannel, messagePortTransport } from './message-port-transport.ts';
export { nodePowers } from './node-powers.ts';
export { openSettingsClient } from './open-settings-client.ts';
export { osKeychain } from './os-keychain.ts';
export { type PassphraseKeychainPowers, passphraseKeychain } from './passphrase-keychain.ts';
export { type TerminalChangePowers, terminalChange } from './terminal-change.ts';
export { type TerminalConsentPowers, terminalConsent } from './terminal-consent.ts';
export { type TerminalElicitationPowers, terminalElicitation } from './terminal-elicitation.ts';
export type { TerminalInput } from './terminal-key.ts';
