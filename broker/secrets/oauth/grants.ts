import * as oauth from 'oauth4webapi';
import type { Secret } from '../vault/secret.ts';
import { classifyOutside } from './classify-error.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { asksOf, recognizedTokenTypes, resourceOf, type TokenClient } from './token-client.ts';
import type { Issued } from './token-facts.ts';
import { readTokens } from './token-set.ts';

/** RFC 6749, 4.4. */
export const clientCredentials = (
  setup: OauthSetup,
  tokens: TokenClient,
  scopes: readonly string[],
  before?: Secret,
): Promise<Issued> => byGrant('client_credentials', asksOf(setup, scopes), tokens, scopes, before);

/** RFC 7523, 2.1: the identity provider's word (SEP-990) for a token of this server. */
export const crossApp = (
  setup: OauthSetup,
  tokens: TokenClient,
  assertion: string,
  scopes: readonly string[],
  before?: Secret,
): Promise<Issued> =>
  byGrant(
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    { assertion, ...asksOf(setup, scopes) },
    tokens,
    scopes,
    before,
  );

const byGrant = async (
  grantType: string,
  parameters: Record<string, string>,
  tokens: TokenClient,
  scopes: readonly string[],
  before: Secret | undefined,
): Promise<Issued> => {
  const { server, client, authentication, options } = tokens;
  const answer = await tokens.ask(
    () =>
      oauth.genericTokenEndpointRequest(
        server.metadata,
        client,
        authentication,
        grantType,
        parameters,
        options,
      ),
    (response) =>
      oauth.processGenericTokenEndpointResponse(server.metadata, client, response, { recognizedTokenTypes }),
  );
  return tokens.issued(answer, scopes, before);
};

/** RFC 6749, 6. The answer's refresh token replaces the one that was sent; without one, that stays good. */
export const refresh = async (
  setup: OauthSetup,
  tokens: TokenClient,
  scopes: readonly string[],
  before: Secret,
): Promise<Issued> => {
  const { server, client, authentication, options } = tokens;
  const { refreshToken } = readTokens(before);
  if (refreshToken === undefined) throw new OauthError('invalid-grant');
  const answer = await tokens.ask(
    () =>
      oauth.refreshTokenGrantRequest(server.metadata, client, authentication, refreshToken, {
        ...options,
        additionalParameters: resourceOf(setup),
      }),
    (response) =>
      oauth.processRefreshTokenResponse(server.metadata, client, response, { recognizedTokenTypes }),
  );
  return tokens.issued(answer, scopes, before);
};

/** RFC 7009: the refresh token ends with everything that came from it; without one, the access token ends. */
export const revoke = async (tokens: TokenClient, secret: Secret): Promise<'yes' | 'no' | 'not-offered'> => {
  const { server, client, authentication, options } = tokens;
  if (server.endpoints.revocation === undefined) return 'not-offered';
  const { accessToken, refreshToken } = readTokens(secret);
  const { DPoP: _, ...plain } = options;
  const one = async (token: string, hint: string): Promise<void> => {
    const response = await oauth.revocationRequest(server.metadata, client, authentication, token, {
      ...plain,
      additionalParameters: { token_type_hint: hint },
    });
    await oauth.processRevocationResponse(response);
  };
  try {
    if (refreshToken !== undefined) await one(refreshToken, 'refresh_token');
    await one(accessToken, 'access_token');
    return 'yes';
  } catch (error) {
    classifyOutside(error);
    return 'no';
  }
};
