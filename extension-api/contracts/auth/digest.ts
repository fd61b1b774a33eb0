import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 7616. The password itself is never sent. */
export const digestAuth = z.strictObject({
  kind: z.literal('digest'),
  /** A plain field. */
  username: fieldId,
  password: fieldId,
  /** Most servers still know nothing else. Without it only SHA-256 and SHA-512-256 are answered. */
  allowMd5: z.boolean().default(false),
});
