import { z } from 'zod';
import { fieldValue, scope } from './connection.ts';
import { providerId } from './ids.ts';
import { fieldId } from './provider-auth.ts';

/** One connection as it can be carried elsewhere: no id, no secret, no reference to one, no grant. */
export const exportedConnection = z.strictObject({
  providerId,
  providerVersion: z.int().positive(),
  scope,
  displayName: z.string().trim().min(1).max(120),
  fields: z.record(fieldId, fieldValue),
});
export type ExportedConnection = z.output<typeof exportedConnection>;

export const exportedConnections = z.strictObject({
  format: z.literal('valetkey-connections'),
  version: z.literal(1),
  connections: z.array(exportedConnection).max(1000),
});
export type ExportedConnections = z.output<typeof exportedConnections>;
