import type { ExtensionId } from '@valetkey/api-contracts';
import type { After } from '../time/after.ts';
import { type BucketSize, makeTokenBuckets } from '../time/token-buckets.ts';
import type { Note } from './note.ts';

const sized = (atOnce: number, perMinute: number): BucketSize => ({
  requests: atOnce,
  perSeconds: (60 * atOnce) / perMinute,
});

/** A handle and a question each have two lines: a beginning and an end. */
const allowances = {
  refusedRequest: sized(300, 1),
  refusedUse: sized(300, 1),
  /** Given back where the person says yes: what they want has its lines. */
  question: sized(300, 1),
  elicitation: sized(300, 1),
  /** No person is asked about these. At once: twice as many as one extension can have (grants/ledger.ts). */
  handle: sized(2_048, 60),
} as const;
type Cause = keyof typeof allowances;

/** The lines that an extension can cause without anything being sent. What is sent always has its lines. */
export type LineAllowance = {
  /** False: there is no line for it, and the caller refuses. It is counted, and a line tells of it within a minute. */
  take(extension: ExtensionId, cause: Cause): boolean;
  giveBack(extension: ExtensionId, cause: Cause): void;
  /** Writes what is counted. */
  close(): void;
};

const tellAfterMs = 60_000;

/**
 * Each extension's own. Without it an extension that nobody allowed anything could write line after line, until pruning
 * has removed all others.
 */
export function makeLineAllowance({
  note,
  now,
  after,
}: {
  readonly note: Note;
  readonly now: () => number;
  readonly after: After;
}): LineAllowance {
  const buckets = makeTokenBuckets(now);
  const unlisted = new Map<ExtensionId, number>();
  const tell = (): void => {
    for (const [extension, times] of unlisted)
      note({
        kind: 'extension.flooded',
        extension,
        outcome: 'refused',
        detail: `${times} more, not listed one by one`,
      });
    unlisted.clear();
  };
  return Object.freeze<LineAllowance>({
    take: (extension, cause) => {
      if (buckets.take(`${cause} ${extension}`, allowances[cause]) === undefined) return true;
      if (unlisted.size === 0) after(tellAfterMs, tell);
      unlisted.set(extension, (unlisted.get(extension) ?? 0) + 1);
      return false;
    },
    giveBack: (extension, cause) => buckets.giveBack(`${cause} ${extension}`, allowances[cause]),
    close: tell,
  });
}
