import type {
  CapabilityHandle,
  ConnectionClient,
  Connections,
  ExtensionContext,
} from '@valetkey/extension-api';

export const provider = 'mallory.hostile/echo';

/** What an attacker has in hand after an honest request for a connection. */
export type Scene = {
  readonly context: ExtensionContext;
  readonly connections: Connections;
  readonly handle: CapabilityHandle<typeof provider>;
  readonly client: ConnectionClient<typeof provider>;
  /** Its own host, where it wants the secret to arrive. */
  readonly collector: string;
  /** Keeps everything that was got hold of: it goes to the log in full, where the harness looks for the secret. */
  readonly keep: (loot: unknown) => void;
  /** A response's text; status, headers and body are kept. */
  readonly read: (response: Response) => Promise<string>;
};

/** Resolves with what it got. What it throws is why it failed: a ValetkeyError's code, or `nothing(why)`. */
export type Way = () => Promise<string>;

export type Attack = {
  readonly name: string;
  readonly ways: (scene: Scene) => ReadonlyMap<string, Way>;
};

export class Nothing extends Error {}

export const nothing = (why: string): never => {
  throw new Nothing(why);
};
