import { z } from 'zod';
import { fieldId, headerName, headerPrefix } from './words.ts';

/** An API key in a request header. */
export const headerAuth = z.strictObject({
  kind: z.literal('header').describe('An API key in a request header.'),
  name: headerName.describe('The header.'),
  secret: fieldId.describe('The secret field with the key.'),
  prefix: headerPrefix.optional().describe('What stands before the key, its space included: `Token `.'),
});
