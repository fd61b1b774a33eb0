import type { WindowSet } from './window-set.ts';

/** How bytes are read: a code above 0, `gap` for what is passed over, `none` for what ends a piece. */
export type Alphabet = Int16Array;
export const gap = 0;
export const noMatch = -1;
const special = -2;

export type GapReader = {
  read(chunk: Uint8Array, report: (start: number, end: number) => void): void;
  /** What is read next does not continue what was read before. */
  restart(): void;
  /** Whether an escape has begun that what is read next may continue. */
  isInEscape(): boolean;
};

/** In bytes, escapes included. Indents are shorter; what is longer ends a piece, which bounds what is kept back. */
export const longestGap = 32;

const [lineFeed, percent, backslash, letterU] = [0x0a, 0x25, 0x5c, 0x75];
/** What stands behind backslashes for the end of a line, and in front of a byte (`\x3f`). */
const gapLetters = new Set(Array.from('rntx', (char) => char.charCodeAt(0)));

/**
 * Looks for windows in a text from which line ends, indents and escapes of JSON and URLs are left out. A blank line ends
 * a piece: keep-back.ts relies on it.
 */
export function readThroughGaps(set: WindowSet, alphabet: Alphabet): GapReader {
  const { width } = set;
  const escapesUrls = alphabet[percent] !== gap;
  /** The same, but for bytes that mean something beside their code. */
  const quick = alphabet.slice();
  for (const byte of [lineFeed, backslash, ...(escapesUrls ? [percent] : [])]) quick[byte] = special;
  /** The last codes, and where in the stream they stood. */
  const codes = new Uint8Array(width);
  const starts = new Float64Array(width);
  const window = new Uint8Array(width);
  let next = 0;
  let count = 0;
  let hash = 0;
  let inGap = 0;
  let before = 0;
  /** Of an escape: how many hex digits are still to come, and what they have said so far. */
  let digits = 0;
  let escaped = 0;
  /** Where in the stream the chunk begins. */
  let origin = 0;

  const inOrder = (from: number): Uint8Array => {
    for (let at = 0; at < width; at += 1) window[at] = codes[(from + at) % width] as number;
    return window;
  };
  const beginEscape = (length: number): number => {
    digits = length;
    escaped = 0;
    return gap;
  };
  /** What a byte means beside its code: within an escape, behind a backslash, at a blank line. */
  const meaning = (byte: number, last: number): number => {
    if (digits > 0) {
      const digit = Number.parseInt(String.fromCharCode(byte), 16);
      digits -= 1;
      if (Number.isNaN(digit)) {
        digits = 0;
        return noMatch;
      }
      escaped = escaped * 16 + digit;
      if (digits > 0) return gap;
      // A percent sign that was escaped itself.
      if (escaped === percent && escapesUrls) return beginEscape(2);
      return escaped > 0xff ? noMatch : (alphabet[escaped] as number);
    }
    if (byte === backslash) return gap;
    if (byte === percent && escapesUrls) return beginEscape(2);
    if (last === backslash && byte === letterU) return beginEscape(4);
    if (last === backslash && gapLetters.has(byte)) return gap;
    return byte === lineFeed && last === lineFeed ? noMatch : (alphabet[byte] as number);
  };

  const read: GapReader['read'] = (chunk, report) => {
    // Variables of the loop's own: those that outlive it cost a load and a store for each byte.
    let [at, last, length, place, rolling, passed] = [0, before, count, next, hash, inGap];
    let isEscape = digits > 0;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      let code = quick[byte] as number;
      if (code === special || isEscape || last === backslash) {
        code = meaning(byte, last);
        isEscape = digits > 0;
      }
      last = byte;
      if (code <= gap) {
        passed += 1;
        if (code === noMatch) length = 0;
        continue;
      }
      if (passed > longestGap) length = 0;
      passed = 0;
      const left = codes[place] as number;
      codes[place] = code;
      starts[place] = origin + at;
      place = place + 1 === width ? 0 : place + 1;
      length += 1;
      // Most pieces of other texts are shorter, and cost no more than this.
      if (length < width) continue;
      rolling = length === width ? set.hashOf(inOrder(place)) : set.roll(rolling, left, code);
      if (set.mayHold(rolling) && set.holds(inOrder(place)))
        report((starts[place] as number) - origin, at + 1);
    }
    [before, count, next, hash, inGap] = [last, length, place, rolling, passed];
    origin += chunk.length;
  };
  const restart = (): void => {
    [before, count, inGap, digits] = [0, 0, 0, 0];
  };
  return { read, restart, isInEscape: () => digits > 0 || before === backslash };
}
