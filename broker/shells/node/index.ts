/** The Node shell, for who embeds the broker without a display: adapters for makeBroker's powers. */
export { makeBroker as createBroker } from '../../broker.ts';
export {
  type RunningExtension,
  type StartProcess,
  startExtension,
} from '../../extensions/start-extension.ts';
export type { Broker, BrokerPowers } from '../../powers.ts';
export { defaultFolder } from './default-folder.ts';
export { type ExtensionWorkerOptions, startExtensionWorker } from './extension-worker.ts';
export { keychainOfFolder } from './keychain-of-folder.ts';
export { makeMessageChannel, messagePortTransport } from './message-port-transport.ts';
export { nodePowers } from './node-powers.ts';
export { openSettingsClient } from './open-settings-client.ts';
export { osKeychain } from './os-keychain.ts';
export { passphraseKeychain } from './passphrase-keychain.ts';
export { terminalChange } from './terminal-change.ts';
export { terminalConsent } from './terminal-consent.ts';
