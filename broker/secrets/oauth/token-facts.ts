import type { Secret } from '../vault/secret.ts';

/** The place of a connection's tokens in the vault. No provider's field can have this name. */
export const tokensField = 'oauth.tokens';

/** What may be told of tokens. */
export type TokenFacts = {
  readonly scopes: readonly string[];
  readonly obtainedAt: number;
  /** Of the access token, by our clock. Undefined when the server did not say. */
  readonly expiresAt?: number | undefined;
  readonly hasRefreshToken: boolean;
};

/** Tokens that were just issued, which the vault's room alone can read, and what may be told of them. */
export type Issued = TokenFacts & { readonly tokens: Secret; readonly skewSeconds: number };
