import type { FormFinder } from './find-forms.ts';
import { growingBytes } from './growing-bytes.ts';
import type { KeepBack } from './keep-back.ts';
import type { KeyScan } from './key-traces.ts';
import type { StreamLook } from './look-through-stream.ts';
import { inOrder, type Span } from './spans.ts';

export type ByteScrubber = {
  /**
   * Takes one chunk, returns the bytes now known to be safe, in order: all but a tail that might still become a form,
   * whatever it holds (keep-back.ts). The pieces are views, also on `chunk`, so the caller must not reuse the chunk's
   * memory before it is done with them, and must copy them before giving them away: a structured clone of a view takes
   * the whole buffer along, and with it what was held back. (body-queue.ts copies, and the contracts' `bytes` refuses a
   * view at the gate.)
   */
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** The rest, after the last chunk. Nothing may be pushed afterwards. */
  end(): readonly Uint8Array[];
  /** Number of replacements so far. */
  readonly hits: number;
};

const nothing = new Uint8Array(0);

/**
 * Replaces what the finder finds, by `marker`. Overlapping forms are removed together and count once; forms that
 * only touch are two. The result does not depend on how the body was cut into chunks.
 */
export function makeScrubStream(
  finder: FormFinder,
  marker: Uint8Array,
  { most, boundary }: KeepBack,
  keys?: KeyScan,
  look?: StreamLook,
): ByteScrubber {
  /** The bytes before the present chunk that were neither given out nor replaced. */
  const waiting = growingBytes();
  /** Found, apart from each other, in order, not yet replaced. Offsets count from the beginning of the present chunk. */
  let spans: Span[] = [];
  let node = 0;
  /** Where the last one ended whose marker is out, counted as they are. */
  let markedTo = Number.NEGATIVE_INFINITY;

  const add = (start: number, end: number): void => {
    let last = spans.at(-1);
    if (last === undefined || last.end <= start) {
      spans.push({ start, end });
      return;
    }
    for (let before = spans.at(-2); before !== undefined && before.end > start; before = spans.at(-2)) {
      spans.pop();
      last = before;
    }
    last.start = Math.min(last.start, start);
    last.end = end;
  };

  /** Everything before `safeEnd` is decided: nothing that is yet to be found begins earlier. */
  const release = (chunk: Uint8Array, safeEnd: number, isEnd = false): readonly Uint8Array[] => {
    const parts: Uint8Array[] = [];
    const held = waiting.bytes;
    let next = -held.length;
    let done = 0;
    markedTo -= chunk.length;
    const giveOut = (end: number): void => {
      if (next < 0 && next < end)
        parts.push(held.subarray(held.length + next, held.length + Math.min(end, 0)));
      if (end > 0 && next < end) parts.push(chunk.subarray(Math.max(next, 0), end));
    };
    for (const span of spans) {
      // What is looked through may turn out to be longer; nothing behind `safeEnd` is given out anyway.
      if (span.start > safeEnd || (look !== undefined && span.start === safeEnd && !isEnd)) break;
      // A span that begins before `next` continues one whose marker is out already.
      if (span.start >= next) {
        giveOut(span.start);
        parts.push(span.instead ?? marker);
        stream.hits += 1;
      }
      next = span.end;
      markedTo = span.end - chunk.length;
      done += 1;
    }
    giveOut(safeEnd);
    next = Math.max(next, safeEnd);
    if (next <= -held.length) waiting.append(chunk);
    else if (next < 0) waiting.replace([held.subarray(held.length + next), chunk]);
    else waiting.replace([chunk.subarray(next)]);
    spans = spans
      .slice(done)
      .map((span) => ({ ...span, start: span.start - chunk.length, end: span.end - chunk.length }));
    return parts;
  };

  /** Where the last boundary ends that this chunk completes, if there is one of use. */
  const lastBoundary = (chunk: Uint8Array): number => {
    if (boundary === undefined) return Number.NEGATIVE_INFINITY;
    const from = Math.max(0, chunk.length - most);
    const at = Buffer.from(chunk.buffer, chunk.byteOffset + from, chunk.length - from).lastIndexOf(boundary);
    if (at !== -1) return from + at + boundary.length;
    const across = boundary.length > 1 && waiting.bytes.at(-1) === boundary[0] && chunk[0] === boundary[1];
    return across ? 1 : Number.NEGATIVE_INFINITY;
  };

  /** All report in order of ends, and so does this. */
  const findAll = (chunk: Uint8Array, { readers }: KeyScan): void => {
    const found: Span[] = [];
    const report = (start: number, end: number): void => {
      found.push({ start, end });
    };
    node = finder.find(chunk, node, report);
    for (const reader of readers) reader.read(chunk, report);
    found.sort((one, other) => one.end - other.end);
    for (const { start, end } of found) add(start, end);
  };

  /** What was found late may begin before what is out already: then its rest is taken out, behind a marker. */
  const addAll = (found: readonly Span[]): void => {
    if (found.length === 0) return;
    const given = -waiting.bytes.length;
    const isMarked = markedTo === given;
    const late = found
      .filter(({ end }) => end > given)
      .map((span) => (isMarked || span.start >= given ? span : { ...span, start: given }));
    spans = inOrder([...spans, ...late]);
  };

  const push = (chunk: Uint8Array): readonly Uint8Array[] => {
    if (keys === undefined) node = finder.find(chunk, node, add);
    else findAll(chunk, keys);
    let safeEnd = Math.max(chunk.length - most, lastBoundary(chunk));
    if (look !== undefined) {
      const { found, open } = look.read(chunk);
      addAll(found);
      safeEnd = Math.min(safeEnd, open);
    }
    if (spans.length > 0 || waiting.bytes.length > 0) return release(chunk, safeEnd);
    markedTo = Number.NEGATIVE_INFINITY;
    const end = Math.max(safeEnd, 0);
    waiting.replace([chunk.subarray(end)]);
    return end === 0 ? [] : [chunk.subarray(0, end)];
  };

  // A plain field, and not frozen: hidden-class.test.ts.
  const end = (): readonly Uint8Array[] => {
    if (look !== undefined) addAll(look.end());
    return release(nothing, 0, true);
  };

  const stream = { push, end, hits: 0 };
  return stream;
}
