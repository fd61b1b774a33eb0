import {
  capabilityId,
  caveats,
  connectionId,
  costUnit,
  digest,
  eachBudget,
  extensionId,
  grantId,
  instant,
  limits,
  mcpCallback,
  taskId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { authority } from './connection.ts';
import { listedToolName, mcpAsking, mcpToolChanges, mostListedTools, toolClaim } from './mcp-tools.ts';

/** Who acts: one extension, by publisher, name, version and content. Made from what was loaded, never from a message. */
export const principal = z.strictObject({
  id: extensionId,
  version: z.string().max(64),
  contentDigest: digest,
});
export type Principal = z.output<typeof principal>;

/** What a budget of costs counted when the person set it: in which unit, and for what the provider declared costs. */
export const countedCosts = z.strictObject({
  unit: costUnit,
  of: z.array(z.enum(['requests', 'tools'])).max(2),
});
export type CountedCosts = z.output<typeof countedCosts>;

/** Why a budget of costs counts no more what it counted: nothing passes it until the person limits again. */
export const uncounted = z.enum(['costs-dropped', 'costs-changed']);

export const grantState = z.enum(['active', 'suspended', 'revoked']);

export const grantRecord = z.strictObject({
  id: grantId,
  principal,
  connectionId,
  caveats,
  /** Callbacks that were asked for and that the user refused: not asked again, and not offered. */
  withheldCallbacks: z.array(mcpCallback).max(3).optional(),
  /** What the user took from it, when it was allowed or since: a level of its own on each handle. */
  limits: limits.optional(),
  /** Kept with a budget of costs. */
  countedCosts: countedCosts.optional(),
  /** Before which MCP tools' calls the user is asked, each time. Absent: before none. */
  mcpAsking: mcpAsking.optional(),
  reason: z.string().max(1600),
  authority,
  /** Over authority and principal: what the user agreed to. */
  authorityDigest: digest,
  /** Over the MCP tools that were agreed to, once they are known. */
  toolsDigest: digest.optional(),
  state: grantState,
  createdAt: instant,
  /** When it gave the last of them. What was done with a handle, the audit log has. */
  lastHandleAt: instant.optional(),
  /** When something was last sent through one of its handles, to the hour (grants/grant-store.ts). */
  sentAt: instant.optional(),
  /** How many it gave. */
  handles: z.int().nonnegative(),
  endedAt: instant.optional(),
});
export type GrantRecord = z.output<typeof grantRecord>;

/** A grant that is in force and by which nothing was sent for so long is marked, and its next use is told. */
export const dormantGrantMs = 30 * 24 * 60 * 60 * 1000;
/** Since when nothing was sent by it: a handle that was given and not used is no use. */
export const unusedSince = ({ sentAt, createdAt }: Pick<GrantRecord, 'sentAt' | 'createdAt'>): number =>
  sentAt ?? createdAt;

/** Of one that is in force. */
export const isDormant = (grant: Pick<GrantRecord, 'sentAt' | 'createdAt'>, now: number): boolean =>
  unusedSince(grant) + dormantGrantMs <= now;

/** Derived when shown: whether the next request gets a handle by it. `ended`: its time is over. `unused`: for 90 days. */
export const grantStanding = z.enum(['in-force', 'ended', 'unused', 'suspended', 'revoked']);
export type GrantStanding = z.output<typeof grantStanding>;

/** A grant with what lives by it; a suspended one also with what is now, for the diff that the user confirms or not. */
export const grantView = grantRecord.extend({
  standing: grantStanding,
  /** Live handles of this grant, and requests that are under way through them. */
  live: z.int().nonnegative(),
  inFlight: z.int().nonnegative(),
  /** Of each kind that the person bounded: what its extension took on its connection today. */
  spentToday: z.strictObject(eachBudget(() => z.int().nonnegative().optional())).optional(),
  /** What the service counts, where its provider declares costs. */
  costUnit: costUnit.optional(),
  /** With a budget of costs that its provider no longer counts so. */
  uncounted: uncounted.optional(),
  /** The MCP tools that were agreed to, in their server's words. Absent: none was listed under this grant yet. */
  tools: z.array(toolClaim).max(mostListedTools).optional(),
  /** Calls that their MCP server works on, also where nobody waits for them. */
  tasks: z.array(z.strictObject({ id: taskId, tool: listedToolName, since: instant })),
  /** Parts are absent where there is nothing now: the connection, or the extension, is not there. */
  now: z
    .strictObject({
      authority: authority.optional(),
      principal: principal.optional(),
      /** What the MCP server's list has become, where that is what changed. */
      toolChanges: mcpToolChanges.optional(),
      /** Present when it can be confirmed: names exactly what is shown here. */
      digest: digest.optional(),
    })
    .optional(),
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
  /** Also those of what was derived from it. */
  uses: z.int().nonnegative(),
  lastUsedAt: instant.optional(),
  inFlight: z.int().nonnegative(),
});
export type LiveCapability = z.output<typeof liveCapability>;
