import type { TokenWaiter } from '../network/errand.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Secret } from './vault/secret.ts';

/** What a sign-in gave. They are renewed behind the kind's back: `counter` tells one set from the next. */
export type SignInTokens = {
  /** As `readTokens` in oauth/token-set.ts reads them. */
  readonly secret: Secret;
  readonly counter: number;
  readonly obtainedAt: number;
  /** Whether others can be had without the user. */
  readonly renews: boolean;
  /** The authorization server's clock minus ours. */
  readonly skewSeconds: number;
};

/** The tokens of connections that the user signs in to; see broker/oauth/token-keeper.ts. */
export type SignInTokensOf = {
  current(connection: ConnectionInUse): SignInTokens;
  ready(connection: ConnectionInUse, waiter: TokenWaiter, refused?: number): Promise<void> | undefined;
  /** The service wants these scopes: waits for the user to allow them. False: they are allowed already. */
  widen(connection: ConnectionInUse, scopes: readonly string[]): Promise<boolean>;
  /** The service refuses what was just given: true where another one lets somebody in by now. */
  moved(connection: ConnectionInUse): Promise<boolean>;
};
