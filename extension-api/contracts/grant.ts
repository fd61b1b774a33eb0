import { z } from 'zod';
import { caveats } from './access.ts';
import { authority } from './connection.ts';
import { capabilityId, connectionId, digest, extensionId, grantId, instant } from './ids.ts';

/** Who acts: one extension, by publisher, name, version and content. Made from what was loaded, never from a message. */
export const principal = z.strictObject({
  id: extensionId,
  version: z.string().max(64),
  contentDigest: digest,
});
export type Principal = z.output<typeof principal>;

export const grantState = z.enum(['active', 'suspended', 'revoked']);

export const grantRecord = z.strictObject({
  id: grantId,
  principal,
  connectionId,
  caveats,
  reason: z.string().max(1600),
  authority,
  /** Over authority and principal: what the user agreed to. */
  authorityDigest: digest,
  state: grantState,
  createdAt: instant,
  lastUsedAt: instant.optional(),
  uses: z.int().nonnegative(),
  endedAt: instant.optional(),
});
export type GrantRecord = z.output<typeof grantRecord>;

/** A suspended grant with what was agreed and what is now, for the diff that the user confirms or refuses. */
export const grantView = grantRecord.extend({
  now: z.strictObject({ authority: authority.optional(), principal: principal.optional() }).optional(),
});
export type GrantView = z.output<typeof grantView>;

export const liveCapability = z.strictObject({
  id: capabilityId,
  parent: capabilityId.optional(),
  extension: extensionId,
  connectionId,
  mode: z.enum(['once', 'always']),
  grantId: grantId.optional(),
  caveats: z.array(caveats),
  since: instant,
  endsAt: instant.optional(),
  uses: z.int().nonnegative(),
  inFlight: z.int().nonnegative(),
});
export type LiveCapability = z.output<typeof liveCapability>;
