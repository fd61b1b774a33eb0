import { z } from 'zod';
import { errorAnswer } from './errors.ts';

/**
 * The only frames that cross a gate, a strict part of comlink 4.4's wire format (comlink, src/protocol.ts).
 * SET, GET, CONSTRUCT, ENDPOINT and HANDLER values are not among them.
 */
export const applyFrame = z.strictObject({
  id: z.string().min(1).max(128),
  type: z.literal('APPLY'),
  path: z.tuple([z.string().min(1).max(64)]),
  argumentList: z.tuple([z.strictObject({ type: z.literal('RAW'), value: z.unknown() })]),
});
export type ApplyFrame = z.output<typeof applyFrame>;

export const releaseFrame = z.strictObject({ id: z.string().min(1).max(128), type: z.literal('RELEASE') });

/** What every call resolves to on the wire: comlink's own "throw" never crosses. */
export const outcome = <Result extends z.ZodType>(result: Result) =>
  z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value: result }),
    z.strictObject({ ok: z.literal(false), error: errorAnswer }),
  ]);
export type Outcome<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: z.output<typeof errorAnswer> };

/**
 * Calls without an answer on one port. What is posted and not yet read fills the memory of the reader, so a client makes
 * no more, and a gate closes the port of one that does. `relieving`: with those that end another call.
 */
export const mostCallsUnderWay = Object.freeze({ ordinary: 256, relieving: 512 });
/** The same over all ports of one extension. */
export const mostCallsOverall = Object.freeze({ ordinary: 4_096, relieving: 8_192 });

/** Kept well under what would block the broker's event loop; see broker/port/measure-value.ts. */
export const frameLimits = Object.freeze({
  maxDepth: 40,
  maxNodes: 50_000,
  maxBytes: 16 * 1024 * 1024,
});
