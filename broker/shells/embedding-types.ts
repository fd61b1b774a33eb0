/** Every type that a signature of the shells' entries names (`.config/packages/public-types.test.ts`). */
export type { AskChange, AskConsent, AskElicitation, By } from '../consent/prompts.ts';
export type { ExtensionProcess, StartPowers } from '../extensions/start-extension.ts';
export type { NetworkLimits } from '../network/limits.ts';
export type { Gate } from '../port/gate.ts';
export type { MakeChannel, TransferablePort, Transport } from '../port/transport.ts';
export type {
  AttachedExtension,
  Broker,
  BrokerPowers,
  CourierPowers,
  ExtensionHome,
  ExtensionHost,
  FolderLoading,
  Notice,
  NotificationSwitch,
  ProgramPowers,
  StopState,
  VaultState,
  Workspace,
} from '../powers.ts';
export type { ForeignContributions } from '../providers/foreign-contributions.ts';
export type { LoadedExtension } from '../providers/load-extension.ts';
export type { Contributor, Described } from '../providers/provider-registry.ts';
export type { ManifestProblem } from '../providers/read-manifest.ts';
export type {
  ChosenWay,
  Keychain,
  KeychainAnswer,
  KeyProtection,
  LockedReason,
} from '../secrets/vault/keychain.ts';
export type { After } from '../time/after.ts';
export type { AttachedTool, ToolManifest, ToolOptions } from './connect-tool.ts';
