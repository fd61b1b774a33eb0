import { z } from 'zod';
import { signedJwt } from './signed-jwt.ts';
import { fieldText, headerName, headerPrefix } from './words.ts';

/**
 * A self-signed token. Alone it is what the service takes; with `exchange` it is an assertion (RFC 7523, 2.1) that a
 * token endpoint takes for the token which is then placed.
 */
export const jwtBearerAuth = z.strictObject({
  kind: z.literal('jwtBearer').describe('A token that the broker signs itself.'),
  ...signedJwt.shape,
  header: headerName.default('Authorization').describe('Where the token goes.'),
  prefix: headerPrefix.default('Bearer ').describe('What stands before it, its space included.'),
  exchange: z
    .strictObject({
      url: z
        .string()
        .max(300)
        .regex(
          /^(?:https:\/\/[a-z0-9.-]+(?::\d{1,5})?)?\/[A-Za-z0-9._~/-]*$/,
          'must be an https address or a path, without a query',
        )
        .describe(
          'The token endpoint: an https address, or a path at the first origin. The user is shown it.',
        ),
      scope: fieldText.optional().describe('What the token is asked for; {id} stands for a plain field.'),
    })
    .optional()
    .describe('Trades it for the token that is placed (RFC 7523, section 2.1).'),
});
