import type { ConnectionId, ExtensionId, Json } from '@valetkey/api-contracts';
import type { AskChange, AskConsent, AskElicitation } from './consent/prompts.ts';
import type { SettingsPlace } from './contracts/settings.ts';
import type { SignInEnd } from './contracts/sign-in.ts';
import type { Texts } from './contracts/texts/message.ts';
import type { Workspace } from './contracts/workspace.ts';
import type { CourierPowers } from './network/send.ts';
import type { Gate } from './port/gate.ts';
import type { MakeChannel, Transport } from './port/transport.ts';
import type { LoadedExtension } from './providers/load-extension.ts';
import type { Described } from './providers/provider-registry.ts';
import type { ManifestProblem } from './providers/read-manifest.ts';
import type { ProgramPowers } from './secrets/doors.ts';
import type { Keychain, VaultState } from './secrets/vault/vault.ts';
import type { After } from './time/after.ts';

// Named by what an embedding application passes and gets.
export type { CourierPowers, ProgramPowers, VaultState, Workspace };

/** Everything that the broker can do to the world outside it. A shell makes these once and hands them in. */
export type BrokerPowers = {
  /** The broker's own: state.db, secrets.db and audit.db are made in it, and the lock running.db. */
  readonly folder: string;
  readonly keychain: Keychain;
  readonly askConsent: AskConsent;
  /**
   * Asks the person about what a settings page wants and could loosen something: in a window or at a terminal that the
   * page has no part in. Absent: whatever would have to be asked is refused with `consent-unavailable`.
   */
  readonly askChange?: AskChange | undefined;
  /**
   * Asks the person what an MCP server asks them, in a form or by an address, in a window or at a terminal that neither
   * the server nor the extension has a part in. Absent: servers are not offered it.
   */
  readonly askElicitation?: AskElicitation | undefined;
  /**
   * The user can make a connection here while an extension that asked with `wait` waits for it. Absent: such a request is
   * refused at once where there is none.
   */
  readonly keepsRequestsOpen?: boolean | undefined;
  readonly makeChannel: MakeChannel;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: After;
  readonly randomBytes: (length: number) => Uint8Array;
  /** 21 characters of A-Z a-z 0-9 _ - with 126 bits of randomness: nanoid. */
  readonly makeId: () => string;
  /**
   * Opens an https page, or one on this machine's own loopback, in the user's own browser, where they are signed in.
   * Rejects when it cannot. A shell without a display shows the address instead.
   */
  readonly openInSystemBrowser: (url: string) => Promise<void>;
  /** Something that the user should know though no window of ours asks for it. Once each. False: it was not shown. */
  readonly notice?: (notice: Notice) => unknown;
  /** Whether such notices are shown. Absent: Settings has no switch for them. */
  readonly notifications?: NotificationSwitch | undefined;
  /** The local log, for the person at this machine. */
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
  /** Services of extensions that do not run here, for a shell that only sets up connections. */
  readonly described?: readonly Described[];
  /** Another language for what main asks. Absent: English. */
  readonly texts?: Texts | undefined;
  /** Which is open at first. Absent: none, and connections of a workspace wait. See `Broker.setWorkspace`. */
  readonly workspace?: Workspace | undefined;
  /** Starts MCP servers that speak over stdio. Absent: the operating system's. */
  readonly programs?: ProgramPowers;
  /**
   * How long a deleted connection or a removed extension can be brought back; 10 seconds unless said otherwise, 0 is not
   * at all.
   */
  readonly undoDeleteMs?: number;
  readonly network?: Partial<Pick<CourierPowers, 'lookup' | 'limits' | 'additionalRoots'>>;
};

export const defaultUndoMs = 10_000;

/** The user's, in Settings and wherever else the application has it. */
export type NotificationSwitch = {
  isOn(): boolean;
  set(on: boolean): Promise<void>;
  /** Calls `listener` after each `set`, for as long as the application runs. */
  onChange(listener: () => void): void;
};

export type Notice =
  | {
      readonly kind: 'needs-reconnect';
      readonly connectionId: ConnectionId;
      readonly displayName: string;
      readonly why: SignInEnd;
    }
  /** Somebody agreed to more, and the page that was opened for it wants this code typed in. */
  | {
      readonly kind: 'sign-in-code';
      readonly connectionId: ConnectionId;
      readonly displayName: string;
      readonly code: string;
      readonly address: string;
    }
  /** Its credential has ended, and uses wait for the user to replace it. */
  | { readonly kind: 'expired'; readonly connectionId: ConnectionId; readonly displayName: string }
  /** Its credential ends within a week. */
  | {
      readonly kind: 'expires-soon';
      readonly connectionId: ConnectionId;
      readonly displayName: string;
      readonly at: number;
    }
  /** An extension uses what it was always allowed, and had not used for 30 days. */
  | {
      readonly kind: 'used-again';
      readonly connectionId: ConnectionId;
      readonly displayName: string;
      readonly extension: ExtensionId;
      readonly lastAt: number;
    }
  | { readonly kind: 'audit-does-not-verify'; readonly seq: number };

/** What the host of an extension is told, and asked. */
export type ExtensionHost = {
  log(level: 'info' | 'warn' | 'error', text: string): void;
  report(report: { state: 'alive' } | { state: 'activated' } | { state: 'failed'; message: string }): void;
  /** Stops it when it runs, and starts it again, and says whether it runs; for the button in Settings. */
  readonly restart?: (() => Promise<boolean>) | undefined;
  /** A port of it broke the rules, or the broker is closed; its handles are dead already: end it. */
  stop(why: 'protocol-violation' | 'stopped'): void;
  /** Resolves when its process has ended. `close` of the broker waits for it. */
  readonly stopped?: Promise<unknown> | undefined;
};
export type StopState = 'stopped' | 'crashed' | 'hung' | 'out-of-memory' | 'protocol-violation';
export type AttachedExtension = {
  /**
   * It is to stop: runs its `deactivate`, with the handles that it has and no new one. Resolves when that has ended, after
   * two seconds at the latest, and at once where there is none. Its handles live until `detach`.
   */
  deactivate(): Promise<void>;
  /** It is gone: its handles die now. */
  detach(state: StopState): void;
  /** Calls what it handles under this name. What comes back, or the message of what is thrown, is the extension's word. */
  call(name: string, input: Json): Promise<Json>;
};

export type FolderLoading = {
  readonly folder: string;
  /** Empty: it was loaded. */
  readonly problems: readonly ManifestProblem[];
  /** Loads it again, and says whether it runs. */
  readonly again?: (() => Promise<boolean>) | undefined;
};

/** Where an application keeps extensions that a person installs, and how it runs them. */
export type ExtensionHome = {
  /** A folder of the application's own, with a folder for each, named by its id. */
  readonly folder: string;
  /** The person chooses in a dialog that no page has a part in. Undefined: they chose none. */
  chooseFolder(): Promise<string | undefined>;
  /** Whether it runs now. */
  start(folder: string): Promise<boolean>;
  /** Resolves when it does not run, also where it did not before. */
  stop(id: ExtensionId): Promise<void>;
};

export type Broker = {
  /** Opens the vault. While it is locked, metadata, grants and audit can be looked at, and nothing is used. */
  unlock(): Promise<VaultState>;
  /** Throws `conflict` while an extension of that id runs. */
  attachExtension(extension: LoadedExtension, transport: Transport, host: ExtensionHost): AttachedExtension;
  /** For Settings: what was wrong when the folder of an extension was loaded, or that nothing is. */
  reportLoading(loading: FolderLoading): void;
  /**
   * From here on Settings installs, updates and removes extensions. To be called when those that are installed were
   * started: who holds access and is not known by then, is shown as not installed.
   */
  offerInstalling(home: ExtensionHome): void;
  /**
   * Another workspace is open from now on, or none. When it returns, handles of connections that belong to any other have
   * ended with `workspace-closed`. Throws where `workspace` has not the form of one.
   */
  setWorkspace(workspace: Workspace | undefined): void;
  openSettings(transport: Transport): Gate;
  /** The open page of Settings goes there, or the next one that opens. */
  showPlace(place: SettingsPlace): void;
  /** Stops every extension, waits until their processes have ended, then flushes and closes the stores. */
  close(): Promise<void>;
};
