import { asBuffer, type Decode, type Decoded, type Wanted } from './decoded.ts';
import { longestGap } from './read-through-gaps.ts';
import { classOf, nextStretch } from './stretches.ts';

const ofList = classOf('0123456789', ',;: \t\r\n"[]-\\nrt');
const [zero, nine, quote, colon, minus, space, bracket] = [0x30, 0x39, 0x22, 0x3a, 0x2d, 0x20, 0x5b];
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;

/**
 * Bytes as decimal numbers in a row, as `JSON.stringify` writes a Buffer or a Uint8Array, whose numbers have their
 * places for names (`{"0":103,"1":104}`). Negative ones are those of Java.
 */
export function byteLists({ shortest }: Wanted): Decode {
  /** A digit and a separator each. */
  const least = shortest * 2 - 1;
  return (given, found) => {
    const text = asBuffer(given);
    for (let from = 0; ; ) {
      const start = nextStretch(ofList, text, from, least);
      if (start + least > text.length) return start;
      let end = start + least;
      while (end < text.length && ofList[text[end] as number] === 1) end += 1;
      const open = readList(text, start, end, shortest, found);
      if (end === text.length) return open;
      from = end;
    }
  };
}

const readList = (
  text: Buffer,
  start: number,
  end: number,
  shortest: number,
  found: (decoded: Decoded) => void,
): number => {
  const most = ((end - start) >> 1) + 1;
  const bytes = Buffer.allocUnsafe(most);
  const begins = new Int32Array(most);
  const ends = new Int32Array(most);
  let first = 0;
  let count = 0;
  /** Where the last number ended, that of a name too. */
  let last = start;
  /** Numbers with a bracket before them: what stands before it need not belong to their list. */
  let lists: number[] = [];
  const tellOf = (from: number, to: number, isOpen: boolean): void => {
    if (to - from < shortest) return;
    found({
      bytes: bytes.subarray(from, to),
      begin: (at) => begins[from + at] as number,
      end: (at) => ends[from + at] as number,
      isOpen,
    });
  };
  const tell = (isOpen: boolean): void => {
    tellOf(first, count, isOpen);
    const inner = lists[0] === first ? lists.slice(1) : lists;
    for (const [at, from] of inner.entries())
      tellOf(from, inner[at + 1] ?? count, isOpen && at + 1 === inner.length);
  };
  const stop = (): void => {
    tell(false);
    first = count;
    lists = [];
  };
  for (let at = start; at < end; ) {
    if (!isDigit(text[at])) {
      if (text[at] === bracket && lists.at(-1) !== count) lists.push(count);
      at += 1;
      continue;
    }
    const begin = at;
    let value = 0;
    while (at < end && isDigit(text[at])) {
      value = at - begin < 4 ? value * 10 + (text[at] as number) - zero : 1000;
      at += 1;
    }
    if (begin - last > longestGap) stop();
    last = at;
    if (isName(text, at)) continue;
    const isNegative = text[begin - 1] === minus && begin > start;
    if (value > 255 || (isNegative && value > 128)) {
      // It may be the name of a place, of which the end is not there yet.
      if (behindQuote(text, at) === text.length) break;
      stop();
      continue;
    }
    bytes[count] = isNegative ? 256 - value : value;
    begins[count] = isNegative ? begin - 1 : begin;
    ends[count] = at;
    count += 1;
  }
  if (end < text.length) stop();
  else if (count - first >= shortest) {
    tell(true);
    return end;
  }
  return begins[first] !== undefined && first < count ? (begins[first] as number) : end;
};

/** A number in quotes before a colon. */
const isName = (text: Buffer, end: number): boolean => {
  const behind = behindQuote(text, end);
  return behind > end && text[behind] === colon;
};

/** The quote may be escaped, in JSON that stands in JSON. */
const behindQuote = (text: Buffer, end: number): number => {
  let at = end;
  while (text[at] === 0x5c) at += 1;
  if (text[at] !== quote) return at;
  at += 1;
  while (text[at] === space) at += 1;
  return at;
};

/** `[42, 42]` for `[103, 104]`: asterisks, so that what was a list of bytes is one. */
export const withoutBytes = (list: Uint8Array): Buffer => {
  const text = asBuffer(list).toString('latin1');
  return Buffer.from(text.replace(/-?\d+(?!\d|\\*" *:)/g, '42'), 'latin1');
};
