import {
  access,
  capabilityId,
  caveats,
  connectionId,
  digest,
  errorCodes,
  extensionId,
  grantId,
  httpMethod,
  instant,
  limits,
  providerId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { answeredBy } from './change.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** The `detail` of what was sent to a service and is no use of its own: an answer to it, say, or a look of the broker's. */
export const partOfUse = 'part-of-a-use';
/** The `detail` of a start while no other broker had the folder: every earlier handle is gone. */
export const startedAlone = 'alone';

/** One kind per thing that concerns authority. */
export const auditKind = z.enum([
  'broker.started',
  'vault.unlocked',
  'vault.locked',
  'vault.set-aside',
  'extension.started',
  /** It runs, and its `activate` threw. */
  'extension.failed',
  'extension.stopped',
  'extension.installed',
  'extension.removed',
  'service.added',
  'service.removed',
  'protocol.violation',
  /** It was refused more often than the log lists; `detail` says how often. */
  'extension.flooded',
  'request.refused',
  'consent.asked',
  'consent.answered',
  /** A settings page asked for what could loosen, and what the person said to main's own prompt. */
  'change.asked',
  'change.answered',
  /** An MCP server asked the person something by main's own prompt. */
  'elicitation.asked',
  'elicitation.answered',
  'capability.issued',
  'capability.attenuated',
  'capability.ended',
  'use.intended',
  'use.hop',
  'use.refused',
  'use.finished',
  'connection.created',
  'connection.updated',
  'connection.deleted',
  'connection.restored',
  'connection.removed',
  'connection.tested',
  'draft.tested',
  'secret.saved',
  'sign-in.started',
  'sign-in.failed',
  'sign-in.request',
  'connection.signed-in',
  'connection.signed-out',
  'connection.needs-reconnect',
  /** Its credential ends within a week; `detail` is the day. */
  'connection.expires-soon',
  'token.renewed',
  'token.refused',
  'grant.created',
  'grant.suspended',
  'grant.confirmed',
  'grant.asking',
  'grant.limited',
  'grant.revoked',
  'use.stopped',
  'use.resumed',
  'workspace.opened',
  'workspace.closed',
  'audit.exported',
  'audit.retention',
  'audit.pruned',
  /** It could not be written for a while; entries of what happened meanwhile follow. */
  'audit.gap',
]);
export type AuditKind = z.output<typeof auditKind>;

/**
 * Who, when, why, on what, and with which outcome. There is no field for a query, a header, a body or a secret,
 * and the schema is strict: what is not listed here cannot be logged.
 */
export const auditEvent = z.strictObject({
  kind: auditKind,
  /** Ties the lines of one use together. */
  use: z.string().max(40).optional(),
  extension: extensionId.optional(),
  providerId: providerId.optional(),
  connectionId: connectionId.optional(),
  /** As it was called at that time, escaped. */
  connectionName: z.string().max(400).optional(),
  /** Which one was open, or a connection was limited to: name and path at that time, escaped. */
  workspace: z.string().max(400).optional(),
  grantId: grantId.optional(),
  capabilityId: capabilityId.optional(),
  /** Of a handle that was made weaker: the one that it was made from. */
  parent: capabilityId.optional(),
  /** What the extension asked for. */
  asked: access.optional(),
  /** What a grant or a handle admits. A weaker handle admits what its parent does, and of that only this. */
  given: caveats.optional(),
  /** What the person took from that: of each part that is named, no more than this. */
  limits: limits.optional(),
  /** Where the secret may be sent. */
  origins: z.array(z.string().max(300)).max(64).optional(),
  /** SHA-256 of the JSON of `asked` or `given`, where that is too long for a line (authority-in-line.ts). */
  tooLong: digest.optional(),
  /** The extension's words when it asked, escaped. */
  reason: z.string().max(1600).optional(),
  method: z.union([httpMethod, z.literal('MCP')]).optional(),
  origin: z.string().max(300).optional(),
  /** Path without query; for MCP the method and tool, e.g. `tools/call echo`. */
  path: z.string().max(2048).optional(),
  outcome: z.enum(['ok', 'refused', 'failed', 'aborted', 'once', 'always', 'deny']).optional(),
  /** Of an answer to a prompt: who gave it. */
  by: answeredBy.optional(),
  code: z.enum(errorCodes).optional(),
  /** A word from a closed list of ours, e.g. which rule refused. */
  detail: z.string().max(200).optional(),
  status: z.int().optional(),
  bytesSent: z.int().nonnegative().optional(),
  bytesReceived: z.int().nonnegative().optional(),
  redactions: z.int().nonnegative().optional(),
  durationMs: z.number().nonnegative().optional(),
  /** Ties a prompt, its answer and what came of it together. */
  prompt: z.string().max(40).optional(),
});
export type AuditEvent = z.output<typeof auditEvent>;

export const auditEntry = auditEvent.extend({
  seq: z.int().positive(),
  at: instant,
  /** SHA-256 over the previous entry's link and this entry. */
  link: digest,
});
export type AuditEntry = z.output<typeof auditEntry>;

export const mostWords = 8;
/** What a person typed, as words. An address stands in an entry in two parts: its origin, and its path. */
export const typedWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+|(?<=[^/:])(?=\/[^/])/)
    .filter(Boolean);
export const mostMeanings = 60;

/** A word that is looked for in everything that an entry says. */
export const auditWord = z.strictObject({
  text: z.string().min(1).max(100),
  /** What else fits: the page that asks knows names for these values, and the entry has only the values. */
  means: z
    .array(z.tuple([z.enum(['extension', 'connectionId', 'kind', 'outcome']), z.string().min(1).max(200)]))
    .max(mostMeanings)
    .default([]),
});
export type AuditWord = z.output<typeof auditWord>;

export const auditFilter = z.strictObject({
  /** Only entries older than this one; pages go from the newest backwards. */
  before: z.int().positive().optional(),
  limit: z.int().min(1).max(1000).default(100),
  extension: extensionId.optional(),
  connectionId: connectionId.optional(),
  kind: auditKind.optional(),
  outcome: z.enum(['ok', 'refused', 'failed', 'aborted', 'once', 'always', 'deny']).optional(),
  /** Stands somewhere in the entry's path. */
  path: z.string().min(1).max(200).optional(),
  /** Each of them fits the entry. */
  words: z.array(auditWord).max(mostWords).optional(),
  since: instant.optional(),
  until: instant.optional(),
});
export type AuditFilter = z.output<typeof auditFilter>;

export const auditVerdict = z.strictObject({
  ok: z.boolean(),
  entries: z.int().nonnegative(),
  /**
   * Whether the end of the log was vouched for by the vault's key: `locked` could not be looked at, which is no sign
   * of tampering; `broken` was made with another key, or is gone; `absent` was never made.
   */
  seal: z.enum(['valid', 'locked', 'broken', 'absent']),
  /** First entry that does not fit, and how it does not. */
  firstBad: z
    .strictObject({
      seq: z.int(),
      why: z.enum(['edited', 'missing', 'reordered', 'unreadable', 'tail-cut', 'not-sealed', 'hidden']),
    })
    .optional(),
});
export type AuditVerdict = z.output<typeof auditVerdict>;

const auditFaults = {
  edited: 'entry {entry} is not what was written.',
  missing: 'entry {entry} is missing.',
  reordered: 'entry {entry} stands where it does not belong.',
  unreadable: 'entry {entry} cannot be read.',
  hidden: 'entry {entry} was hidden from filters; a list without a filter shows it.',
  'tail-cut': 'its end was cut off; entry {entry} was there and is gone.',
  'not-sealed': 'the seal of entry {entry} is gone, or was not made with this vault’s key.',
} as const satisfies Record<NonNullable<AuditVerdict['firstBad']>['why'], Message>;

/** How the first entry that does not fit does not; said alike by the page and by the command line. */
export const auditFaultText = (say: Say, firstBad: AuditVerdict['firstBad']): string =>
  say(auditFaults[firstBad?.why ?? 'unreadable'], { entry: `${firstBad?.seq ?? 0}` });
