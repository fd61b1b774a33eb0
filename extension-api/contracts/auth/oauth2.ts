import { z } from 'zod';
import { fieldId, headerName } from './words.ts';

/** RFC 6749 section 4.1 with PKCE over a loopback redirect (RFC 8252); RFC 8628; RFC 6749 section 4.4. */
export const oauthFlow = z.enum(['authorizationCode', 'deviceCode', 'clientCredentials']);
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

/**
 * OAuth 2: the broker signs in, keeps the tokens and renews them; an extension sees neither tokens nor their answers.
 *
 * Codes, client secrets and refresh tokens go to the origins that stand here and nowhere else: the issuer's, those of
 * `endpoints`, and `origins`. An endpoint that a discovered document (RFC 8414, OpenID Connect Discovery) puts
 * anywhere else is refused before anything opens.
 */
const oauth2Shape = z.strictObject({
  kind: z.literal('oauth2'),
  /**
   * The MCP server says who may let somebody in (RFC 9728), at each sign-in: there is no `issuer` and no endpoint then.
   * The client is the one that is named here, or a document at an https address, or is registered (RFC 7591).
   */
  discovery: z.literal('mcp').optional(),
  /** What the user can choose from; the first one is offered first. */
  flows: z.array(oauthFlow).min(1).max(3),
  /** Its metadata is fetched at each sign-in, and `iss` in its answers is checked (RFC 9207). */
  issuer: urlTemplate.optional(),
  /** Where there is no discovery; each one also wins over what discovery says. */
  endpoints: z
    .strictObject({
      authorization: urlTemplate.optional(),
      token: urlTemplate.optional(),
      deviceAuthorization: urlTemplate.optional(),
      pushedAuthorization: urlTemplate.optional(),
      revocation: urlTemplate.optional(),
    })
    .optional(),
  /** Of discovered endpoints and of the page where a device's code is entered, where they are not the issuer's. */
  origins: z.array(originTemplate).max(8).default([]),
  client: z.strictObject({
    id: textTemplate.optional(),
    /** With `discovery`: https address of a client id metadata document, for servers that take one. */
    document: z
      .url({ protocol: /^https$/, error: 'must be an https address' })
      .max(500)
      .optional(),
    /** A secret field; with `privateKeyJwt` the private key in PEM (RFC 7523). Without one the client is public, as one that is installed with an application is. */
    secret: fieldId.optional(),
    authentication: z.enum(['basic', 'post', 'privateKeyJwt']).default('basic'),
  }),
  /** Asked for at each sign-in, with those that were granted before and not signed out of. */
  scopes: z.array(oauthScope).max(64).default([]),
  scopeSeparator: z.enum([' ', ',']).default(' '),
  /** RFC 8707: whom the token is for. */
  resource: urlTemplate.optional(),
  /** Where the access token goes in a request. A DPoP token always goes into Authorization (RFC 9449). */
  token: z
    .discriminatedUnion('in', [
      z.strictObject({
        in: z.literal('header'),
        name: headerName.default('Authorization'),
        prefix: z
          .string()
          .regex(/^[\x20-\x7e]{0,40}$/)
          .default('Bearer '),
      }),
      z.strictObject({ in: z.literal('query'), name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/) }),
    ])
    .prefault({ in: 'header' }),
  /** Sent along to the authorization endpoint, such as `prompt` or `access_type`. */
  authorizationParameters: z.record(parameterName, z.string().min(1).max(300)).default({}),
  /** `unannounced`: PKCE is used though the server's metadata does not say that it knows it. */
  pkce: z.enum(['announced', 'unannounced']).default('announced'),
  /** RFC 9126 and RFC 9449. */
  pushedAuthorization: z.enum(['whereOffered', 'never']).default('whereOffered'),
  dpop: z.enum(['whereOffered', 'never']).default('whereOffered'),
  /** For services that compare the redirect exactly. Without a port the system chooses a free one (RFC 8252, 7.3). */
  redirect: z
    .strictObject({
      host: z.enum(['127.0.0.1', 'localhost']).default('127.0.0.1'),
      port: z.int().min(1024).max(65_535).optional(),
      path: z
        .string()
        .regex(/^(?:\/[A-Za-z0-9_-]{1,60}){1,4}$/, 'must be a path such as /callback')
        .default('/callback'),
    })
    .prefault({}),
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
  );
export type Oauth2Auth = z.output<typeof oauth2Auth>;
