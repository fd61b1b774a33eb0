import { z } from 'zod';
import { fieldId } from './words.ts';

/** RFC 6750, 2.1: `Authorization: Bearer <secret>`. */
export const bearerAuth = z.strictObject({ kind: z.literal('bearer'), secret: fieldId });
