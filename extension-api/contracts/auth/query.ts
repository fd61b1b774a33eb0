import { z } from 'zod';
import { fieldId } from './words.ts';

/** An API key in a query parameter: the weakest place, since servers log URLs. */
export const queryAuth = z.strictObject({
  kind: z
    .literal('query')
    .describe('An API key in a query parameter: the weakest place, since servers log addresses.'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .describe('The parameter.'),
  secret: fieldId.describe('The secret field with the key.'),
});
