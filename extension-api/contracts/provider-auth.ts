import { z } from 'zod';
import { basicAuth } from './auth/basic.ts';
import { bearerAuth } from './auth/bearer.ts';
import { digestAuth } from './auth/digest.ts';
import { githubAppAuth } from './auth/github-app.ts';
import { headerAuth } from './auth/header.ts';
import { hmacAuth } from './auth/hmac.ts';
import { jwtBearerAuth } from './auth/jwt-bearer.ts';
import { mtlsAuth } from './auth/mtls.ts';
import { oauth2Auth } from './auth/oauth2.ts';
import { pathAuth } from './auth/path.ts';
import { queryAuth } from './auth/query.ts';
import { registryTokenAuth } from './auth/registry-token.ts';
import { sigv4Auth } from './auth/sigv4.ts';

export { fieldId, headerName } from './auth/words.ts';

/** The kinds that can go together with others on one request. */
const singleAuth = z.discriminatedUnion('kind', [
  bearerAuth,
  basicAuth,
  headerAuth,
  queryAuth,
  pathAuth,
  sigv4Auth,
  hmacAuth,
  jwtBearerAuth,
  githubAppAuth,
  mtlsAuth,
  digestAuth,
]);

/** Several at once, such as a key and the id of an application. What signs the request does so after the others. */
const severalAuth = z.strictObject({
  kind: z.literal('several').describe('Several at once, such as a key and the id of an application.'),
  parts: z.array(singleAuth).min(2).max(4).describe('Each goes on the same request.'),
});

/** Where the credential goes. Each kind has its `inject` and `forms` in broker/secrets/kinds. */
export const providerAuth = z.discriminatedUnion('kind', [
  ...singleAuth.options,
  registryTokenAuth,
  severalAuth,
  oauth2Auth,
  z.strictObject({
    kind: z
      .literal('none')
      .describe('For services that take none, and for MCP servers that get theirs in their environment.'),
  }),
]);
export type ProviderAuth = z.output<typeof providerAuth>;
