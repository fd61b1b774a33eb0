import { z } from 'zod';
import { fieldId, headerName } from './words.ts';

/**
 * RFC 6749 section 4.1 with PKCE over a loopback redirect (RFC 8252); RFC 8628; RFC 6749 section 4.4; SEP-990, where an
 * identity provider vouches for the user at the authorization server (RFC 8693, then RFC 7523).
 */
export const oauthFlow = z.enum(['authorizationCode', 'deviceCode', 'clientCredentials', 'crossApp']);
export type OauthFlow = z.output<typeof oauthFlow>;

/** A scheme and host, or a url field in braces, and then segments that stand as they are or come from a field. */
const urlTemplate = z
  .string()
  .max(500)
  .regex(
    /^(?:\{[a-z][A-Za-z0-9]{0,39}\}|https?:\/\/[^/?#@\\\s{}]+)(?:\/(?:\{[a-z][A-Za-z0-9]{0,39}\}|(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]*))*$/,
    'must be an https address without query; whole segments may be the ids of fields in braces',
  );
const originTemplate = z
  .string()
  .max(300)
  .regex(
    /^(?:\{[a-z][A-Za-z0-9]{0,39}\}|https?:\/\/[^/?#@\\\s{}]+)$/,
    'must be an origin such as https://login.example.com, without a path, or a url field in braces',
  );
const textTemplate = z
  .string()
  .regex(
    /^(?:\{[a-z][A-Za-z0-9]{0,39}\}|[!-z|~]{1,300})$/,
    'must be text without spaces, or the id of a field in braces',
  );
/** RFC 6749, section 3.3. */
export const oauthScope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'must be one scope, without spaces');
const parameterName = z
  .string()
  .regex(
    /^(?!(?:client_id|client_secret|client_assertion|client_assertion_type|redirect_uri|response_type|response_mode|state|scope|nonce|code_challenge|code_challenge_method|code_verifier|resource|request|request_uri|dpop_jkt)$)[a-z][a-z0-9_]{0,63}$/,
    'must be the name of a parameter that the broker does not set itself',
  );

/** Of the token endpoint: nothing that says who asks, for what, or with which grant. */
const tokenParameterName = z
  .string()
  .regex(
    /^(?!(?:grant_type|client_id|client_secret|client_assertion|client_assertion_type|code|code_verifier|redirect_uri|refresh_token|assertion|device_code|scope|resource|token|token_type_hint)$)[a-z][a-z0-9_]{0,63}$/,
    'must be the name of a parameter that the broker does not set itself',
  );

/**
 * OAuth 2: the broker signs in, keeps the tokens and renews them; an extension sees neither tokens nor their answers.
 *
 * Codes, client secrets and refresh tokens go to the origins that stand here and nowhere else: the issuer's, those of
 * `endpoints`, and `origins`. An endpoint that a discovered document (RFC 8414, OpenID Connect Discovery) puts
 * anywhere else is refused before anything opens.
 */
const oauth2Shape = z.strictObject({
  kind: z.literal('oauth2').describe('Signing in (OAuth 2): the broker keeps the tokens and renews them.'),
  discovery: z
    .literal('mcp')
    .optional()
    .describe(
      'The MCP server says at each sign-in who may let somebody in (RFC 9728): there is no `issuer` and no endpoint then. Without a `client.id` or `client.document`, the client is registered (RFC 7591).',
    ),
  flows: z
    .array(oauthFlow)
    .min(1)
    .max(4)
    .default(['authorizationCode'])
    .describe('What the user can choose from; the first one is offered first.'),
  issuer: urlTemplate
    .optional()
    .describe(
      'Its metadata is fetched at each sign-in (RFC 8414, OpenID Connect), and `iss` in its answers is checked (RFC 9207).',
    ),
  endpoints: z
    .strictObject({
      authorization: urlTemplate.optional().describe('The page at which somebody signs in.'),
      token: urlTemplate.optional().describe('Where codes are traded for tokens.'),
      deviceAuthorization: urlTemplate.optional().describe('Where a device gets its code (RFC 8628).'),
      pushedAuthorization: urlTemplate.optional().describe('Where a request is left beforehand (RFC 9126).'),
      revocation: urlTemplate.optional().describe('Where tokens are given back (RFC 7009).'),
    })
    .optional()
    .describe('Where there is no `issuer`; each one also wins over what that says.'),
  origins: z
    .array(originTemplate)
    .max(8)
    .default([])
    .describe(
      'Of discovered endpoints, and of the page where a device’s code is entered, where they are not the issuer’s.',
    ),
  client: z
    .strictObject({
      id: textTemplate
        .optional()
        .describe(
          'Its id, or a plain field in braces. With `discovery` an optional one: empty, it registers.',
        ),
      document: z
        .url({ protocol: /^https$/, error: 'must be an https address' })
        .max(500)
        .optional()
        .describe('With `discovery`: address of a client id metadata document, for servers that take one.'),
      secret: fieldId
        .optional()
        .describe(
          'The secret field with its secret, or with its private key in PEM. Without one the client is public.',
        ),
      authentication: z
        .enum(['basic', 'post', 'privateKeyJwt'])
        .default('basic')
        .describe('How the secret goes to the token endpoint: in a header, in the body, or as a signature.'),
    })
    .describe('As what the user’s application is known to the service.'),
  identityProvider: z
    .strictObject({
      issuer: urlTemplate
        .optional()
        .describe('Its metadata is fetched at each exchange (RFC 8414, OpenID Connect).'),
      token: urlTemplate
        .optional()
        .describe('Its token endpoint, where there is no `issuer`, or in place of what that says.'),
      clientId: textTemplate.describe(
        'Of the application that the ID token is for, or a plain field in braces.',
      ),
      idToken: fieldId.describe(
        'The secret field with the user’s ID token. It goes to the identity provider only.',
      ),
    })
    .optional()
    .describe(
      'With the flow `crossApp`: who vouches for the user where an organization manages access (SEP-990). What it gives for the ID token goes to the authorization server that the MCP server names.',
    ),
  scopes: z
    .array(oauthScope)
    .max(64)
    .default([])
    .describe('Asked for at each sign-in, with those that were granted before and not signed out of.'),
  scopeWords: z
    .record(oauthScope, z.string().min(1).max(200))
    .optional()
    .describe('What a scope allows, in words that a user understands.'),
  scopeSeparator: z.enum([' ', ',']).default(' ').describe('Between scopes, for services that want commas.'),
  resource: urlTemplate.optional().describe('Whom the token is for (RFC 8707).'),
  token: z
    .discriminatedUnion('in', [
      z.strictObject({
        in: z.literal('header').describe('In a request header.'),
        name: headerName.default('Authorization').describe('The header.'),
        prefix: z
          .string()
          .regex(/^[\x20-\x7e]{0,40}$/)
          .default('Bearer ')
          .describe('What stands before the token, its space included.'),
      }),
      z.strictObject({
        in: z.literal('query').describe('In a query parameter, which servers log.'),
        name: z
          .string()
          .regex(/^[A-Za-z0-9_.-]{1,64}$/)
          .describe('The parameter.'),
      }),
    ])
    .prefault({ in: 'header' })
    .describe(
      'Where the access token goes in a request. A DPoP token always goes into Authorization (RFC 9449).',
    ),
  authorizationParameters: z
    .record(parameterName, z.string().min(1).max(300))
    .default({})
    .describe('Sent along to the authorization endpoint, such as `prompt` or `access_type`.'),
  tokenRequest: z
    .strictObject({
      encoding: z.literal('json').optional().describe('The endpoint takes JSON in place of a form.'),
      grantType: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9:._-]{0,99}$/, 'must be a grant type such as account_credentials')
        .optional()
        .describe('What the service calls `client_credentials`.'),
      parameters: z
        .record(tokenParameterName, textTemplate)
        .optional()
        .describe('Sent along with each request for tokens: text, or plain fields in braces.'),
    })
    .optional()
    .describe('How requests to the token endpoint differ from the standard (RFC 6749).'),
  pkce: z
    .enum(['announced', 'unannounced'])
    .default('announced')
    .describe(
      'PKCE is always used. `unannounced`: also where the issuer’s metadata does not say that it knows it.',
    ),
  pushedAuthorization: z
    .enum(['whereOffered', 'never'])
    .default('whereOffered')
    .describe('Whether the request goes ahead of the user (RFC 9126).'),
  dpop: z
    .enum(['whereOffered', 'never'])
    .default('whereOffered')
    .describe('Whether tokens are bound to a key (RFC 9449).'),
  redirect: z
    .strictObject({
      host: z.enum(['127.0.0.1', 'localhost']).default('127.0.0.1').describe('As it is registered.'),
      port: z
        .int()
        .min(1024)
        .max(65_535)
        .optional()
        .describe('Without one the system chooses a free one (RFC 8252, section 7.3).'),
      path: z
        .string()
        .regex(/^(?:\/[A-Za-z0-9_-]{1,60}){1,4}$/, 'must be a path such as /callback')
        .default('/callback')
        .describe('As it is registered.'),
    })
    .prefault({})
    .describe('Where the browser comes back to, for services that compare it exactly.'),
});
export const oauth2Auth = oauth2Shape
  .refine(({ discovery, client }) => discovery !== undefined || client.id !== undefined, {
    path: ['client', 'id'],
    error: 'must name the client, where there is no discovery that finds one',
  })
  .refine(
    ({ discovery, issuer, endpoints }) =>
      discovery === undefined || (issuer === undefined && endpoints === undefined),
    { path: ['discovery'], error: 'must stand without issuer and endpoints, which the MCP server names' },
  )
  .refine(({ flows, identityProvider }) => flows.includes('crossApp') === (identityProvider !== undefined), {
    path: ['identityProvider'],
    error: 'must stand where the flows name crossApp, and only there',
  })
  .refine(
    ({ identityProvider: at }) => at === undefined || at.issuer !== undefined || at.token !== undefined,
    { path: ['identityProvider'], error: 'must name its issuer or its token endpoint' },
  )
  .refine(
    ({ identityProvider, discovery, client }) =>
      identityProvider === undefined || (discovery !== undefined && client.id !== undefined),
    {
      path: ['identityProvider'],
      error:
        'must stand with `discovery: "mcp"` and a `client.id`, which the identity provider’s word is for',
    },
  );
export type Oauth2Auth = z.output<typeof oauth2Auth>;
