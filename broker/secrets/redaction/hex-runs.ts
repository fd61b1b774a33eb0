import { asBuffer, type Decode, type Decoded, type Wanted } from './decoded.ts';
import { gzipHex, zlibHex } from './inflate.ts';
import { longestGap } from './read-through-gaps.ts';
import { classOf, nextStretch, nextStride } from './stretches.ts';

const values = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) values[digit.charCodeAt(0)] = value;
for (const [value, digit] of [...'ABCDEF'].entries()) values[digit.charCodeAt(0)] = value + 10;
const ofRun = classOf('0123456789abcdefABCDEF', 'xX\\:;,.-_ \t\r\nnr');
const [lineFeed, zero, upperX, letterN, lowerX] = [0x0a, 0x30, 0x58, 0x6e, 0x78];
const fewestCompressed = 40;
/** The first digit of a byte below 128. */
const lowDigits = Uint8Array.from(values, (value) => (value >= 0 && value < 8 ? 1 : 0));

/**
 * Hex, in either case and in any mixture, with or without separators and prefixes (`67:68`, `0x67, 0x68`, `\x67`). Where a
 * byte begins is tried both ways, since what stands before the secret may be a digit.
 */
export function hexRuns({ shortest, isAscii }: Wanted): Decode {
  const least = shortest * 2;
  /** Of something compressed. */
  const stretch = Math.min(least, fewestCompressed);

  const decodeAt = (digits: Digits, first: number, count: number, isOpen: boolean): Decoded => {
    const bytes = Buffer.allocUnsafe(count);
    bytes.write(digits.text.toString('latin1', first, first + count * 2), 'hex');
    const { places } = digits;
    return {
      bytes,
      begin: (at) => places[first + at * 2] as number,
      end: (at) => (places[first + at * 2 + 1] as number) + 1,
      isOpen,
    };
  };

  /** Returns from which digit on a part may go on that is too short so far. */
  const lookAt = (digits: Digits, isOpen: boolean, found: (decoded: Decoded) => void): number => {
    const { text } = digits;
    let open = text.length;
    const compressed = compressedIn(digits);
    if (compressed !== -1)
      found({ ...decodeAt(digits, compressed, (text.length - compressed) >> 1, isOpen), isCompressed: true });
    for (const shift of [0, 1]) {
      const total = (text.length - shift) >> 1;
      const tell = (from: number, to: number): void =>
        found(decodeAt(digits, shift + from * 2, to - from, isOpen && to === total));
      if (!isAscii) {
        if (total >= shortest) tell(0, total);
        else open = 0;
        continue;
      }
      open = Math.min(open, shift + 2 * lookLow(digits.firsts, shift, total, tell));
    }
    return open;
  };

  const isWorth = (text: Buffer, start: number, end: number): boolean => {
    if (end - start >= least) return countDigits(text, start, end, least) >= least;
    const begin = text.toString('latin1', start, start + 6);
    return zlibHex.test(begin) || gzipHex.test(begin);
  };

  const lookLow = (
    firsts: Uint8Array,
    shift: number,
    total: number,
    tell: (from: number, to: number) => void,
  ): number => {
    for (let from = 0; ; ) {
      const start = nextStride(lowDigits, 2, firsts, shift, from, total, shortest);
      if (start + shortest > total) return start;
      let to = start + shortest;
      while (to < total && lowDigits[firsts[shift + 2 * to] as number] === 1) to += 8;
      from = Math.min(to, total);
      tell(start, from);
      if (from === total) return total;
    }
  };

  return (given, found) => {
    const text = asBuffer(given);
    for (let from = 0; ; ) {
      const start = nextStretch(ofRun, text, from, stretch);
      if (start + stretch > text.length) return start;
      const end = endOfRun(text, start + stretch);
      const isOpen = end === text.length;
      if (isOpen || isWorth(text, start, end)) {
        let open = end;
        for (const digits of digitsFrom(text, start, end)) {
          open = digits.places[0] ?? end;
          if (digits.text.length < stretch) continue;
          const first = lookAt(digits, isOpen && digits.isLast, found);
          open = digits.places[first] ?? end;
        }
        if (isOpen) return open;
      }
      from = end;
    }
  };
}

/** gzip anywhere, zlib where its first digit has none directly before it. */
const compressedIn = ({ text, places }: Digits): number => {
  const all = text.toString('latin1');
  const gzip = all.search(gzipHex);
  if (gzip !== -1) return gzip;
  for (let at = all.indexOf('78'); at !== -1; at = all.indexOf('78', at + 1))
    if ((at === 0 || places[at - 1] !== (places[at] as number) - 1) && zlibHex.test(all.slice(at, at + 4)))
      return at;
  return -1;
};

const endOfRun = (text: Buffer, from: number): number => {
  const { length } = text;
  let end = from;
  while (end < length && ofRun[text[end] as number] === 1) end += 1;
  return end;
};

const countDigits = (text: Buffer, start: number, end: number, most: number): number => {
  let count = 0;
  for (let at = start; at < end && count < most; at += 1)
    if ((values[text[at] as number] as number) >= 0) count += 1;
  return count;
};

type Digits = {
  readonly text: Buffer;
  /** The same without those behind which something stands that is no line end: no byte begins with them. */
  readonly firsts: Uint8Array;
  /** Where each of them stands. */
  readonly places: Int32Array;
  /** Of the run: what follows the others is too far away. */
  readonly isLast: boolean;
};

/** The digits of a run, apart where too much stands between them. */
const digitsFrom = (text: Buffer, start: number, end: number): Digits[] => {
  const digits = Buffer.allocUnsafe(end - start);
  const firsts = Buffer.allocUnsafe(end - start);
  const places = new Int32Array(end - start);
  const parts: Digits[] = [];
  let count = 0;
  let first = 0;
  let last = start;
  let isLineEnd = false;
  const add = (isLast: boolean): void => {
    parts.push({
      text: digits.subarray(first, count),
      firsts: firsts.subarray(first, count),
      places: places.subarray(first, count),
      isLast,
    });
    first = count;
  };
  for (let at = start; at < end; at += 1) {
    const byte = text[at] as number;
    if ((values[byte] as number) < 0) {
      if (byte === lineFeed || byte === letterN) isLineEnd = true;
      continue;
    }
    if (byte === zero && at + 1 < end && (text[at + 1] === lowerX || text[at + 1] === upperX)) continue;
    if (at - last > longestGap) add(false);
    if (at - last > 1 && count > first && !isLineEnd) firsts[count - 1] = 0;
    isLineEnd = false;
    digits[count] = byte;
    firsts[count] = byte;
    places[count] = at;
    count += 1;
    last = at;
  }
  add(true);
  return parts;
};
