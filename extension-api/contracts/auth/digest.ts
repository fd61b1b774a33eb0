import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 7616. The password itself is never sent. */
export const digestAuth = z.strictObject({
  kind: z.literal('digest').describe('A digest of user name and password (RFC 7616).'),
  username: fieldId.describe('The plain field with the user name.'),
  password: fieldId.describe('The secret field with the password.'),
  allowMd5: z
    .boolean()
    .default(false)
    .describe('For servers that know nothing else. Without it only SHA-256 and SHA-512-256 are answered.'),
});
