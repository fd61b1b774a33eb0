import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { makeSecret } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import { classifyOutside } from './classify-error.ts';
import type { ServerMetadata } from './find-server.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { jsonIn } from './json-answer.ts';
import { OauthError } from './oauth-error.ts';
import type { ClientAuthenticationName } from './oauth-setup.ts';

/** Who we are to one authorization server. The secret of a client that was registered just now is sealed with its tokens. */
export type OauthClient = {
  readonly id: string;
  readonly authentication: ClientAuthenticationName;
  readonly registered?: { readonly secret: Secret | undefined };
};

/** What of RFC 7591, 3.2.1, is used. */
const registration = z.object({
  client_id: z.string().regex(/^[\x21-\x7e]{1,2000}$/),
  client_secret: z.string().max(2000).optional(),
  token_endpoint_auth_method: z.string().max(100).optional(),
});

/** In the order of the MCP specification: known before, a document at an address of ours, registered now (RFC 7591). */
export const chooseClient = async (
  server: ServerMetadata,
  known: {
    readonly id: string | undefined;
    readonly hasSecret: boolean;
    readonly authentication: 'basic' | 'post' | 'privateKeyJwt';
    /** https address of a client id metadata document. */
    readonly document: string | undefined;
    readonly redirectUri: string;
  },
  { fetch }: GuardedFetch,
): Promise<OauthClient> => {
  const supported = server.token_endpoint_auth_methods_supported;
  if (known.id !== undefined) {
    if (known.authentication === 'privateKeyJwt') return { id: known.id, authentication: 'privateKeyJwt' };
    return {
      id: known.id,
      authentication: known.hasSecret ? bySecret(supported, known.authentication) : 'none',
    };
  }
  if (known.document !== undefined && server.client_id_metadata_document_supported === true)
    return { id: known.document, authentication: 'none' };
  if (server.registration_endpoint === undefined) throw new OauthError('client-missing');
  const wanted =
    supported === undefined || supported.includes('none') ? 'none' : bySecret(supported, 'basic');
  try {
    const response = await oauth.dynamicClientRegistrationRequest(
      server as oauth.AuthorizationServer,
      {
        client_name: 'Valetkey',
        application_type: 'native',
        redirect_uris: [known.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: wordOf[wanted],
      },
      { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
    );
    // Not the library's reading: it refuses a secret that does not say when it ends, as most do.
    const answer = response.ok ? registration.safeParse(await jsonIn(response)).data : undefined;
    if (answer === undefined) throw new OauthError('client-refused');
    const { client_id: id, client_secret: secret, token_endpoint_auth_method: method } = answer;
    if (secret === undefined || secret === '' || method === 'none')
      return { id, authentication: 'none', registered: { secret: undefined } };
    const how =
      method === 'client_secret_post'
        ? 'post'
        : method === undefined
          ? bySecret(supported, 'basic')
          : 'basic';
    return { id, authentication: how, registered: { secret: makeSecret(secret) } };
  } catch (error) {
    throw classifyOutside(error);
  }
};

const wordOf = {
  none: 'none',
  basic: 'client_secret_basic',
  post: 'client_secret_post',
} as const;

const bySecret = (
  supported: readonly string[] | undefined,
  preferred: 'basic' | 'post',
): 'basic' | 'post' => {
  if (supported === undefined || supported.includes(wordOf[preferred])) return preferred;
  if (supported.includes('client_secret_post')) return 'post';
  return supported.includes('client_secret_basic') ? 'basic' : preferred;
};
