import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 7617. The user name may be a secret field, for services that take a key there. */
export const basicAuth = z.strictObject({ kind: z.literal('basic'), username: fieldId, password: fieldId });
