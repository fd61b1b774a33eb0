import { z } from 'zod';
import { fieldId } from './provider-auth.ts';
import { fieldValue } from './provider-field.ts';

/**
 * What happens to a saved connection when its provider's version rises to `to`: first `rename`, then `drop`, then
 * `default`. What is dropped, and what a `rename` would have overwritten, is kept with the connection and shown.
 */
export const providerMigration = z.strictObject({
  to: z.int().min(2).max(1_000_000).describe('The version that it leads to.'),
  rename: z
    .record(fieldId, fieldId)
    .optional()
    .describe('Old name to new name, plain fields and secrets alike.'),
  drop: z
    .array(fieldId)
    .min(1)
    .max(40)
    .optional()
    .describe('Fields that are gone; what stood there is kept and shown.'),
  default: z.record(fieldId, fieldValue).optional().describe('For fields that have no value yet.'),
});
export type ProviderMigration = z.output<typeof providerMigration>;
