import { fieldId, fieldValue, providerId } from '@valetkey/api-contracts';
import { z } from 'zod';
import { scope } from './connection.ts';

/** One connection as it can be carried elsewhere: no id, no secret, no reference to one, no grant. */
export const exportedConnection = z.strictObject({
  providerId,
  providerVersion: z.int().positive(),
  /** One of a workspace becomes one of the workspace that is open where it is imported. */
  scope,
  /** Looser than a connection's own: one name that does not fit is refused by itself, and not the whole document. */
  displayName: z.string().max(10_000),
  fields: z.record(fieldId, fieldValue),
});
export type ExportedConnection = z.output<typeof exportedConnection>;

export const exportedConnections = z.strictObject({
  format: z.literal('valetkey-connections'),
  version: z.literal(1),
  connections: z.array(exportedConnection).max(1000),
});
export type ExportedConnections = z.output<typeof exportedConnections>;
