import { z } from 'zod';
import { fieldId } from './words.ts';

/** An API key in a query parameter: the weakest place, since servers log URLs. */
export const queryAuth = z.strictObject({
  kind: z.literal('query'),
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  secret: fieldId,
});
