import { withoutBytes } from './byte-lists.ts';
import { asBuffer } from './decoded.ts';
import { growingBytes } from './growing-bytes.ts';
import { earn, newBudget } from './inflate.ts';
import type { KeepBack } from './keep-back.ts';
import type { LookThrough } from './look-through.ts';
import { inOrder, type Span } from './spans.ts';

export type StreamLook = {
  /**
   * Returns what it finds, in order, as offsets into this chunk (negative: in an earlier one), and from where on nothing
   * may be given out yet.
   */
  read(chunk: Uint8Array): { readonly found: readonly Span[]; readonly open: number };
  /** After the last chunk: as `read` of nothing. */
  end(): readonly Span[];
};

/** A word at the end of a line may be the beginning of something in lines that are as short; nobody writes such. */
const shortestLine = 16;
/** Of an encoding whose end is not there yet. */
const mostHeld = 2 * 1024 * 1024;
/** So much may be looked at again with every chunk, however short. */
const lookedAtAgain = 512;

/** Shared, since nothing of it outlives a call. */
let scratch = Buffer.alloc(0);
const mostScratch = 1024 * 1024;

const joined = (held: Buffer, chunk: Uint8Array): Buffer => {
  const size = held.length + chunk.length;
  if (size > mostScratch) return Buffer.concat([held, chunk]);
  if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(Math.min(mostScratch, size * 2));
  scratch.set(held);
  scratch.set(chunk, held.length);
  return scratch.subarray(0, size);
};

/** Looks through a body in pieces: again at what a code may still go on from, and at nothing else twice. */
export const streamLook = (look: LookThrough, { most, boundary }: KeepBack): StreamLook => {
  const budget = newBudget();
  /** What is looked at again when more of it is there. */
  const waiting = growingBytes();
  /** Of it, how much nobody has looked at. */
  let fresh = 0;
  /** How much of it is out already, at the end of a short line. */
  let givenOut = 0;

  const lookAt = (text: Buffer, isEnd: boolean): { found: readonly Span[]; open: number } => {
    const held = waiting.bytes.length;
    const texts: Span[] = [];
    const lists: Span[] = [];
    const open = look(text, budget, isEnd, (start, end, isList) => {
      if (end > givenOut)
        (isList ? lists : texts).push({ start: Math.max(start, givenOut) - held, end: end - held });
    });
    for (const span of inOrder(lists)) {
      // A list has to stay one.
      const instead = withoutBytes(text.subarray(span.start + held, span.end + held));
      texts.push({ ...span, instead });
    }
    return { found: inOrder(texts), open };
  };

  const read: StreamLook['read'] = (chunk) => {
    earn(budget, chunk.length);
    const bytes = asBuffer(chunk);
    const held = waiting.bytes.length;
    const isMuch = held + bytes.length > mostHeld;
    if (held > lookedAtAgain && (fresh + bytes.length) * 2 < held && !isMuch && !endsEverything(bytes)) {
      waiting.append(bytes);
      fresh += bytes.length;
      return { found: [], open: -held };
    }
    const text = held === 0 ? bytes : joined(waiting.bytes, bytes);
    const looked = lookAt(text, false);
    let { open } = looked;
    if (text.length - open > mostHeld) open = text.length - most;
    const from = Math.max(0, text.length - most);
    const line = boundary === undefined ? -1 : text.subarray(from).lastIndexOf(boundary);
    const lineEnd = boundary === undefined || line === -1 ? 0 : from + line + boundary.length;
    const isShort = lineEnd > open && lineEnd - open < shortestLine;
    const given = (isShort ? lineEnd : open) - held;
    const kept = Math.min(open, Math.max(from, lineEnd));
    waiting.replace([text.subarray(kept)]);
    fresh = 0;
    givenOut = isShort ? lineEnd - kept : Math.max(0, givenOut - kept);
    return { found: looked.found, open: given };
  };

  return { read, end: () => lookAt(waiting.bytes, true).found };
};

const blankLine = Buffer.from('\n\n');
const endOfRecord = Buffer.from('}\n');
/** No code reaches across: there is nothing to wait for. */
const endsEverything = (chunk: Buffer): boolean =>
  chunk.includes(blankLine) || chunk.subarray(-2).equals(endOfRecord);
