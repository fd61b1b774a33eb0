import { z } from 'zod';
import { fieldId, headerName, headerPrefix } from './words.ts';

/** An API key in a request header. */
export const headerAuth = z.strictObject({
  kind: z.literal('header'),
  name: headerName,
  secret: fieldId,
  prefix: headerPrefix.optional(),
});
