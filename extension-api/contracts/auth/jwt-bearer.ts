import { z } from 'zod';
import { signedJwt } from './signed-jwt.ts';
import { fieldText, headerName, headerPrefix } from './words.ts';

/**
 * A self-signed token. Alone it is what the service takes; with `exchange` it is an assertion (RFC 7523, 2.1) that a
 * token endpoint takes for the token which is then placed.
 */
export const jwtBearerAuth = z.strictObject({
  kind: z.literal('jwtBearer'),
  ...signedJwt.shape,
  /** Where the token goes: `Authorization`, after `Bearer `, unless said otherwise. */
  header: headerName.default('Authorization'),
  prefix: headerPrefix.default('Bearer '),
  exchange: z
    .strictObject({
      /** Absolute, or a path on the connection's first origin. Shown to the user: the assertion goes there. */
      url: z
        .string()
        .max(300)
        .regex(
          /^(?:https:\/\/[a-z0-9.-]+(?::\d{1,5})?)?\/[A-Za-z0-9._~/-]*$/,
          'must be an https address or a path, without a query',
        ),
      scope: fieldText.optional(),
    })
    .optional(),
});
