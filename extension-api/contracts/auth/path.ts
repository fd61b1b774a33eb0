import { z } from 'zod';
import { fieldId } from './words.ts';

/** `/file/bot{token}`: where the segment goes, and the segment itself, which holds the secret once. */
const keyedPath = z
  .string()
  .max(200)
  .regex(
    /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/[A-Za-z0-9._~-]*\{[a-z][A-Za-z0-9]{0,39}\}[A-Za-z0-9._~-]*$/,
    'must be a path whose last segment holds the secret field in braces, such as /bot{token}',
  );

/**
 * An API key in the path, as with Telegram: with `/bot{token}`, what an extension asks for as `/getMe` goes to
 * `/bot<secret>/getMe`. Extensions, caveats and the audit log see the path without that segment. Of several
 * `paths` the one counts whose part before the segment is the longest that the asked path starts with:
 * beside `/bot{token}`, `/file/bot{token}` serves what is asked for as `/file/...`.
 */
export const pathAuth = z.strictObject({
  kind: z.literal('path').describe('An API key in the path, as with Telegram.'),
  secret: fieldId.describe('The secret field with the key.'),
  paths: z
    .array(keyedPath)
    .min(1)
    .max(4)
    .describe(
      'Where the key goes: with /bot{token}, what is asked for as /getMe goes to /bot<secret>/getMe. Of several, the longest that fits counts.',
    ),
});
