import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 6750, 2.1: `Authorization: Bearer <secret>`. */
export const bearerAuth = z.strictObject({
  kind: z.literal('bearer').describe('A token in `Authorization: Bearer …` (RFC 6750).'),
  secret: fieldId.describe('The secret field with the token.'),
});
