import { type AbsentGrams, mayHoldEscapes } from './absent-grams.ts';
import type { GapReader } from './read-through-gaps.ts';

/** Reports what the readers report when they read everything, and has them read only where a trace may be. */
export function readCandidates(grams: AbsentGrams, readers: readonly GapReader[]): Pick<GapReader, 'read'> {
  /** Whether the readers hold nothing that what comes next may continue. */
  let isFresh = true;
  const read: GapReader['read'] = (chunk, report) => {
    const hasEscapes = mayHoldEscapes(chunk);
    let at = isFresh ? grams.skip(chunk, 0, hasEscapes) : 0;
    while (at < chunk.length) {
      const from = at;
      const isSettled = isFresh || !readers.some((reader) => reader.isInEscape());
      const next = grams.nextBreak(chunk, from, isSettled);
      // A trace may end in the first byte behind the break, whose gram goes on from there.
      const part = chunk.subarray(from, next === undefined ? chunk.length : next + 1);
      for (const reader of readers) {
        reader.read(part, (start, end) => report(start + from, end + from));
        if (next !== undefined) reader.restart();
      }
      isFresh = next !== undefined;
      at = next === undefined ? chunk.length : grams.skip(chunk, next, hasEscapes);
    }
  };
  return { read };
}
