import type { ConnectionId, SignInEnd } from '@valetkey/api-contracts';
import type { AskChange, AskConsent } from './consent/prompts.ts';
import type { CourierPowers } from './network/send.ts';
import type { Gate } from './port/gate.ts';
import type { MakeChannel, Transport } from './port/transport.ts';
import type { LoadedExtension } from './providers/load-extension.ts';
import type { Described } from './providers/provider-registry.ts';
import type { ProgramPowers } from './secrets/server-program.ts';
import type { Keychain, VaultState } from './secrets/vault/vault.ts';
import type { After } from './time/after.ts';

/** Everything that the broker can do to the world outside it. A shell makes these once and hands them in. */
export type BrokerPowers = {
  /** The broker's own: state.db, secrets.db and audit.db are made in it. */
  readonly folder: string;
  readonly keychain: Keychain;
  readonly askConsent: AskConsent;
  /**
   * Asks the person about what a settings page wants and could loosen something: in a window or at a terminal that the
   * page has no part in. Absent: whatever would have to be asked is refused with `consent-unavailable`.
   */
  readonly askChange?: AskChange | undefined;
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
  /** Something that the user should know though no window of ours asks for it. Once each. */
  readonly notice?: (notice: Notice) => void;
  /** The local log, for the person at this machine. */
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
  /** Services of extensions that do not run here, for a shell that only sets up connections. */
  readonly described?: readonly Described[];
  /** Starts MCP servers that speak over stdio. Absent: the operating system's. */
  readonly programs?: ProgramPowers;
  /** How long a deleted connection can be brought back; 10 seconds unless said otherwise, 0 is not at all. */
  readonly undoDeleteMs?: number;
  readonly network?: Partial<Pick<CourierPowers, 'lookup' | 'limits' | 'additionalRoots'>>;
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
  | { readonly kind: 'audit-does-not-verify'; readonly seq: number };

/** What the host of an extension is told, and asked. */
export type ExtensionHost = {
  log(level: 'info' | 'warn' | 'error', text: string): void;
  report(report: { state: 'alive' } | { state: 'activated' } | { state: 'failed'; message: string }): void;
  /** Stops it when it runs, and starts it again; for the button in Settings. */
  restart?(): Promise<void>;
  /** A port of it broke the rules, or the broker is closed; its handles are dead already: end it. */
  stop(why: 'protocol-violation' | 'stopped'): void;
};
export type StopState = 'stopped' | 'crashed' | 'hung' | 'out-of-memory' | 'protocol-violation';
export type AttachedExtension = {
  /** It is gone: its handles die now. */
  detach(state: StopState): void;
};

export type Broker = {
  /** Opens the vault. While it is locked, metadata, grants and audit can be looked at, and nothing is used. */
  unlock(): Promise<VaultState>;
  /** Throws `conflict` while an extension of that id runs. */
  attachExtension(extension: LoadedExtension, transport: Transport, host: ExtensionHost): AttachedExtension;
  openSettings(transport: Transport): Gate;
  /** Stops every extension and ends every capability, then flushes and closes the stores. */
  close(): Promise<void>;
};
