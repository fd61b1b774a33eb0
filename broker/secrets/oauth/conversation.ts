import type { Secret } from '../vault/secret.ts';
import { type Authorization, authorize } from './authorization-code.ts';
import { classifyOutside } from './classify-error.ts';
import { authorizeDevice, type DeviceAuthorization } from './device-code.ts';
import { makeDpopKey } from './dpop-key.ts';
import { findServer, type OauthServer, type ServerMetadata } from './find-server.ts';
import { clientCredentials, crossApp, refresh, revoke } from './grants.ts';
import { type AskingPowers, makeGuardedFetch } from './guarded-fetch.ts';
import { askIdentityProvider } from './identity-provider.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { makeTokenClient } from './token-client.ts';
import type { Issued } from './token-facts.ts';
import { readTokens } from './token-set.ts';

/** One talk with an authorization server, about one connection. Everything throws OauthError. */
export type Conversation = {
  readonly server: OauthServer;
  authorize(wanted: Parameters<typeof authorize>[3]): Promise<Authorization>;
  authorizeDevice(scopes: readonly string[]): Promise<DeviceAuthorization>;
  clientCredentials(scopes: readonly string[]): Promise<Issued>;
  crossApp(scopes: readonly string[]): Promise<Issued>;
  refresh(scopes: readonly string[], tokens: Secret): Promise<Issued>;
  revoke(tokens: Secret): Promise<'yes' | 'no' | 'not-offered'>;
};

export const converse = async (
  setup: OauthSetup,
  known: {
    readonly clientSecret: Secret | undefined;
    /** Of the user, for the identity provider. Opened when it is needed. */
    readonly idToken: () => Secret | undefined;
    /** The tokens that there are: a key that they are bound to is used again. */
    readonly tokens?: Secret | undefined;
    readonly saved?: ServerMetadata | undefined;
    readonly skewSeconds?: number | undefined;
  },
  powers: AskingPowers & { readonly wait: (ms: number) => Promise<void> },
): Promise<Conversation> => {
  const fetch = makeGuardedFetch({ ...powers, origins: setup.origins, skewSeconds: known.skewSeconds });
  const server = await findServer(setup, fetch, known.saved).catch((error: unknown) => {
    throw classifyOutside(error, fetch.retryAfterMs());
  });
  const boundTo = known.tokens === undefined ? undefined : readTokens(known.tokens).dpopKey;
  const key = boundTo ?? (server.dpop ? await makeDpopKey() : undefined);
  const tokens = await makeTokenClient(setup, server, fetch, known.clientSecret, key, powers.now);
  return {
    server,
    authorize: (wanted) => authorize(setup, tokens, key, wanted),
    authorizeDevice: (scopes) => authorizeDevice(setup, tokens, scopes, powers.wait),
    clientCredentials: (scopes) => clientCredentials(setup, tokens, scopes, known.tokens),
    crossApp: async (scopes) => {
      const assertion = await askIdentityProvider(setup, server, known.idToken(), scopes, powers);
      return crossApp(setup, tokens, assertion, scopes, known.tokens);
    },
    refresh: (scopes, before) => refresh(setup, tokens, scopes, before),
    revoke: (secret) => revoke(tokens, secret),
  };
};
