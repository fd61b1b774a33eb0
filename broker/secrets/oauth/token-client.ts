import { defined } from '@valetkey/api-contracts';
import * as oauth from 'oauth4webapi';
import { makeSecret, plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import { classifyOutside } from './classify-error.ts';
import { clientAuthentication } from './client-authentication.ts';
import { type DpopKey, importPair } from './dpop-key.ts';
import type { OauthServer } from './find-server.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import type { Issued, TokenFacts } from './token-facts.ts';
import { asServerWants } from './token-request.ts';
import { factsOf, readTokens, retiredBy, type TokenSet } from './token-set.ts';

export type TokenClient = {
  readonly server: OauthServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly options: Options;
  /** Sends, and once more when the server wants its nonce in a DPoP proof (RFC 9449, 8). Throws OauthError. */
  ask<T>(request: () => Promise<Response>, process: (response: Response) => Promise<T>): Promise<T>;
  issued(answer: oauth.TokenEndpointResponse, asked: readonly string[], before?: Secret): Issued;
};
type Options = {
  readonly [oauth.customFetch]: GuardedFetch['fetch'];
  readonly [oauth.allowInsecureRequests]: true;
  readonly DPoP?: oauth.DPoPHandle;
};

/** Clocks may be an hour apart: ID tokens are looked at for whom they are about, not for when. */
const toleratedSkew = 65 * 60;

export async function makeTokenClient(
  setup: OauthSetup,
  server: OauthServer,
  fetch: GuardedFetch,
  clientSecret: Secret | undefined,
  dpopKey: DpopKey | undefined,
  now: () => number,
): Promise<TokenClient> {
  const client: oauth.Client = {
    client_id: setup.clientId,
    [oauth.clockSkew]: fetch.skewSeconds(),
    [oauth.clockTolerance]: toleratedSkew,
  };
  const options: Options = {
    [oauth.customFetch]: asServerWants(fetch.fetch, server, setup.tokenRequest),
    [oauth.allowInsecureRequests]: true,
    ...defined({ DPoP: dpopKey && oauth.DPoP(client, await importPair(dpopKey)) }),
  };
  return {
    server,
    client,
    options,
    authentication: await clientAuthentication(setup, clientSecret ?? setup.registeredSecret),
    ask: async (request, process) => {
      const once = async () => process(await request());
      try {
        return await once().catch((error: unknown) => {
          if (oauth.isDPoPNonceError(error)) return once();
          throw error;
        });
      } catch (error) {
        throw classifyOutside(error, fetch.retryAfterMs());
      }
    },
    issued: (answer, asked, before) => {
      const tokens = makeSecret(
        JSON.stringify({
          ...tokenSetOf(answer, dpopKey, before === undefined ? undefined : readTokens(before), now()),
          scopes: admitted(answer.scope === undefined ? asked : splitScopes(answer.scope)),
          obtainedAt: now(),
          clientSecret: setup.registeredSecret && plaintextOf(setup.registeredSecret),
          expiresAt: answer.expires_in === undefined ? undefined : endOf(now(), answer.expires_in),
        } satisfies TokenSet),
      );
      return { tokens, ...factsOf(tokens), skewSeconds: fetch.skewSeconds() };
    },
  };
}

const endOf = (at: number, seconds: number): number =>
  Math.round(at + Math.min(seconds, longestLifetime) * 1000);
const longestLifetime = 10 * 365 * 24 * 60 * 60;

/** Servers answer as they were asked, with spaces or commas; no scope holds either. */
const splitScopes = (scope: string): string[] => scope.split(/[ ,]+/).filter((one) => one !== '');

/** More and longer ones than anybody asks for would fill the session's row, and what the vault seals at once. */
const admitted = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => scope.length <= 200).slice(0, 200);

const tokenSetOf = (
  answer: oauth.TokenEndpointResponse,
  dpopKey: DpopKey | undefined,
  before: TokenSet | undefined,
  now: number,
): Omit<TokenSet, keyof TokenFacts> => {
  const { access_token: accessToken, token_type: type, refresh_token: refreshToken } = answer;
  if (!isUsable(accessToken) || (refreshToken !== undefined && !isUsable(refreshToken))) {
    throw new OauthError('token-refused');
  }
  // A token that says it is bound to a key is of no use without one.
  if (type === 'dpop' && dpopKey === undefined) throw new OauthError('token-refused');
  const kept = refreshToken ?? before?.refreshToken;
  return {
    accessToken,
    tokenType: type === 'dpop' ? 'dpop' : 'bearer',
    refreshToken: kept,
    retired: before === undefined ? [] : retiredBy(before, now, kept),
    dpopKey: type === 'dpop' && dpopKey !== undefined ? { ...dpopKey } : undefined,
  };
};

/** Shorter ones could not be kept out of answers; others could not stand in a header (RFC 6750, 2.1). */
export const isUsable = (token: string): boolean => token.length <= 16_384 && /^[\x21-\x7e]{8,}$/.test(token);

/** Slack's names for what is used as a bearer token. */
export const recognizedTokenTypes: oauth.RecognizedTokenTypes = {
  bot: () => undefined,
  user: () => undefined,
};

/** RFC 8707: whom the token is for. */
export const resourceOf = ({ resource }: OauthSetup): Record<string, string> => defined({ resource });

export const asksOf = (setup: OauthSetup, scopes: readonly string[]): Record<string, string> => ({
  ...defined({ scope: scopes.length === 0 ? undefined : scopes.join(setup.scopeSeparator) }),
  ...resourceOf(setup),
});
