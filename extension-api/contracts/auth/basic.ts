import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 7617. The user name may be a secret field, for services that take a key there. */
export const basicAuth = z.strictObject({
  kind: z.literal('basic').describe('User name and password (RFC 7617).'),
  username: fieldId.describe('The field with the user name, or with a key where a service takes one there.'),
  password: fieldId.describe('The secret field with the password.'),
});
