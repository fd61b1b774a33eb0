import { urlOf } from '@valetkey/api-contracts';
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { decideDestination } from '../../network/destination.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { isJson } from './json-answer.ts';
import { OauthError } from './oauth-error.ts';
import type { EndpointName, OauthSetup } from './oauth-setup.ts';

/** An authorization server as it may be used: each of its endpoints is at an origin that the user was shown. */
export type OauthServer = {
  readonly metadata: oauth.AuthorizationServer;
  /** The same, for the next time. */
  readonly saved: ServerMetadata;
  readonly issuerKnown: boolean;
  readonly endpoints: Readonly<Partial<Record<EndpointName, string>>>;
  /** RFC 9449, 5.1: it takes proofs that are signed with ES256. */
  readonly dpop: boolean;
};

const text = z.string().max(2000);
const texts = z.array(z.string().max(200)).max(200);

/** What of RFC 8414 is used; the rest of the document is not looked at. */
export const serverMetadata = z.object({
  issuer: text.refine((issuer) => urlOf(issuer) !== undefined),
  authorization_endpoint: text.optional(),
  token_endpoint: text.optional(),
  device_authorization_endpoint: text.optional(),
  pushed_authorization_request_endpoint: text.optional(),
  revocation_endpoint: text.optional(),
  registration_endpoint: text.optional(),
  token_endpoint_auth_methods_supported: texts.optional(),
  scopes_supported: texts.optional(),
  client_id_metadata_document_supported: z.boolean().optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  code_challenge_methods_supported: texts.optional(),
  dpop_signing_alg_values_supported: texts.optional(),
  id_token_signing_alg_values_supported: texts.optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
});
export type ServerMetadata = z.output<typeof serverMetadata>;

const names = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  deviceAuthorization: 'device_authorization_endpoint',
  pushedAuthorization: 'pushed_authorization_request_endpoint',
  revocation: 'revocation_endpoint',
} as const satisfies Record<EndpointName, keyof ServerMetadata>;

/**
 * The issuer's metadata, fetched where there is an issuer and no `saved` one, with the declared endpoints over it; and
 * every endpoint judged, before anything is opened or sent. Throws OauthError.
 */
export async function findServer(
  setup: OauthSetup,
  { fetch }: GuardedFetch,
  saved?: ServerMetadata,
): Promise<OauthServer> {
  const found = saved ?? (setup.issuer === undefined ? undefined : await discover(setup.issuer, fetch));
  const endpoints: Partial<Record<EndpointName, string>> = {};
  for (const [name, key] of Object.entries(names) as [EndpointName, (typeof names)[EndpointName]][]) {
    const url = setup.endpoints[name] ?? found?.[key];
    if (url === undefined) continue;
    if (!plain.test(url) || !decideDestination({ origins: setup.origins, target: url }).ok) {
      throw new OauthError('endpoint-refused');
    }
    endpoints[name] = url;
  }
  if (endpoints.token === undefined) throw new OauthError('endpoint-missing');
  const metadata: ServerMetadata = {
    ...found,
    // Without an issuer there is none to compare with: mix-up is then prevented by the redirect's own port and state.
    issuer: found?.issuer ?? new URL(endpoints.token).origin,
    ...Object.fromEntries(Object.entries(endpoints).map(([name, url]) => [names[name as EndpointName], url])),
  };
  return {
    metadata: metadata as oauth.AuthorizationServer,
    saved: metadata,
    endpoints,
    issuerKnown: setup.issuer !== undefined,
    dpop:
      setup.dpop === 'whereOffered' && found?.dpop_signing_alg_values_supported?.includes('ES256') === true,
  };
}

/** What addresses of endpoints are made of; what a shell or a page would read as more than an address is not. */
export const isPlainAddress = (url: string): boolean => plain.test(url);
const plain = /^https?:\/\/[A-Za-z0-9.:[\]_-]+(?:\/[A-Za-z0-9._~:@+,%/-]*)?(?:\?[A-Za-z0-9._~:@+,%/=&-]*)?$/;

/** PKCE as the server says that it knows it, or as the provider says where the server is silent (RFC 9700, 2.1.1). */
export const requirePkce = (setup: OauthSetup, { metadata }: OauthServer): void => {
  const methods = metadata.code_challenge_methods_supported;
  const announced = methods === undefined ? setup.issuer === undefined : methods.includes('S256');
  if (!announced && !(methods === undefined && setup.pkce === 'unannounced')) {
    throw new OauthError('pkce-missing');
  }
};

/** RFC 8414 first, then OpenID Connect Discovery. Both compare the document's issuer with the one that was asked. */
const discover = async (issuer: string, fetch: GuardedFetch['fetch']): Promise<ServerMetadata> => {
  const expected = new URL(issuer);
  const ask = (algorithm: 'oauth2' | 'oidc'): Promise<Response> =>
    oauth.discoveryRequest(expected, {
      algorithm,
      [oauth.customFetch]: fetch,
      [oauth.allowInsecureRequests]: true,
    });
  let response = await ask('oauth2');
  // Servers that know only the other place answer with 404, and some with their home page.
  if (!isJson(response)) response = await ask('oidc');
  const processed = await oauth.processDiscoveryResponse(expected, response);
  const { data } = serverMetadata.safeParse(processed);
  if (data === undefined) throw new OauthError('discovery-failed');
  return data;
};
