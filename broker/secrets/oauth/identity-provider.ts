import { defined } from '@valetkey/api-contracts';
import * as oauth from 'oauth4webapi';
import { plaintextOf } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import { classifyOutside } from './classify-error.ts';
import { findServer, type OauthServer } from './find-server.ts';
import { type AskingPowers, makeGuardedFetch } from './guarded-fetch.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { isUsable, makeTokenClient } from './token-client.ts';

const typed = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;
/** RFC 8693, 2.2.1: what is no access token has no type. */
const noAccessToken: oauth.RecognizedTokenTypes = { n_a: () => undefined };

/**
 * SEP-990 (draft-ietf-oauth-identity-assertion-authz-grant): the user's ID token, at the connection's own identity
 * provider (RFC 8693), for an identity assertion that only `server` accepts, for this resource. The ID token leaves for the identity
 * provider's origins only, by a fetch that knows no others, and of the answer nothing goes anywhere but to `server`.
 */
export const askIdentityProvider = async (
  setup: OauthSetup,
  server: OauthServer,
  idToken: Secret | undefined,
  scopes: readonly string[],
  powers: AskingPowers,
): Promise<string> => {
  const { identityProvider: at, resource } = setup;
  if (at === undefined) throw new OauthError('flow-missing');
  // A guessed issuer, or an unknown resource: the assertion could be used at a place that nobody meant.
  if (!server.issuerKnown || resource === undefined) throw new OauthError('discovery-failed');
  if (idToken === undefined) throw new OauthError('id-token-ended');
  const its: OauthSetup = {
    ...setup,
    issuer: at.issuer,
    endpoints: at.token === undefined ? {} : { token: at.token },
    origins: at.origins,
    clientId: at.clientId,
    clientAuthentication: 'none',
    dpop: 'never',
    registeredSecret: undefined,
    resource: undefined,
    // A provider's own parameters could name another audience, or another subject.
    tokenRequest: undefined,
  };
  const fetch = makeGuardedFetch({ ...powers, origins: at.origins });
  const found = await findServer(its, fetch).catch((error: unknown) => {
    throw classifyOutside(error, fetch.retryAfterMs());
  });
  const { client, authentication, options, ask } = await makeTokenClient(
    ...([its, found, fetch, undefined, undefined, powers.now] as const),
  );
  const answer = await ask(
    () =>
      oauth.genericTokenEndpointRequest(
        found.metadata,
        client,
        authentication,
        'urn:ietf:params:oauth:grant-type:token-exchange',
        {
          requested_token_type: typed('id-jag'),
          audience: server.metadata.issuer,
          resource,
          subject_token: plaintextOf(idToken),
          subject_token_type: typed('id_token'),
          ...defined({ scope: scopes.length === 0 ? undefined : scopes.join(' ') }),
        },
        options,
      ),
    (response) =>
      oauth
        .processGenericTokenEndpointResponse(found.metadata, client, response, {
          recognizedTokenTypes: noAccessToken,
        })
        .catch((error: unknown) => {
          // RFC 8693, 2.2.2, wants `invalid_request` for an ID token that does not count; many say `invalid_grant`.
          const refused = error instanceof oauth.ResponseBodyError && error.status < 429;
          if (refused && /^invalid_(?:grant|request)$/.test(error.error))
            throw new OauthError('id-token-ended');
          throw error;
        }),
  );
  const { issued_token_type: issued, token_type: type, access_token: assertion } = answer;
  // Anything else, such as an access token for the identity provider itself, is not the other server's to see.
  const isAssertion = issued === typed('id-jag') && type === 'n_a' && isUsable(assertion);
  if (!isAssertion || plaintextOf(idToken) === assertion) throw new OauthError('token-refused');
  return assertion;
};
