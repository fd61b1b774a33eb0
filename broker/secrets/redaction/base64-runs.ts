import { eachAscii } from './ascii-stretches.ts';
import { gapAfter } from './base64-gaps.ts';
import { asBuffer, type Decode, type Decoded, type Wanted } from './decoded.ts';
import { compressedBase64, gzipBase64, zlibBase64 } from './inflate.ts';
import { type ByteClass, classOf, nextStretch, nextStride } from './stretches.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = `${letters}${letters.toLowerCase()}0123456789+/`;
const values = new Int8Array(256).fill(-1);
for (const [value, digit] of [...digits].entries()) values[digit.charCodeAt(0)] = value;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;
/** Digits, and what most line ends are written with. */
const ofRun = classOf(digits, '-_', '\r\n\\');
const ofDigits = classOf(digits, '-_');
/** Runs in indented lines have no longer stretches than their lines are. */
const longestStretch = 24;
const longestToken = 12;

/** Three bytes are four digits: the highest bits of the bytes are in the first, the second and the third of them. */
const [lowFirst, lowSecond, lowThird] = [32, 8, 2].map((bit) =>
  Uint8Array.from(values, (value) => (value >= 0 && (value & bit) === 0 ? 1 : 0)),
) as [ByteClass, ByteClass, ByteClass];

/** A text of digits, of which the run's are `count` from `first` on. */
type Run = {
  readonly text: Buffer;
  readonly first: number;
  readonly count: number;
  /** Where in the text a digit stands, counted from the first. Without it they stand in a row. */
  readonly rawOf?: (digit: number) => number;
  readonly end: number;
};

/**
 * Base64 in either alphabet (RFC 4648), with or without padding, in lines of any length. What stands before the secret
 * may shift it by any number of digits, so each of the four ways to cut the digits is tried; but of secrets in ASCII
 * all bytes are below 128, and mostly one look at one digit shows that a way leads nowhere.
 */
export function base64Runs({ shortest, isAscii }: Wanted): Decode {
  const least = Math.floor((shortest * 8) / 6);
  const stretch = Math.min(least, longestStretch);

  /** From a digit on that begins three bytes. */
  const decodeAt = (
    run: Run,
    skipped: number,
    digits: number,
    isOpen: boolean,
    bytes: Buffer = Buffer.allocUnsafe(Math.floor((digits * 3) / 4)),
  ): Decoded => {
    const { first, rawOf } = run;
    const digit = first + skipped;
    bytes.write(run.text.toString('latin1', digit, digit + digits), 'base64');
    const place = rawOf === undefined ? (at: number) => digit + at : (at: number) => rawOf(skipped + at);
    return {
      bytes,
      begin: (at) => place(Math.floor((at * 4) / 3)),
      end: (at) => place(Math.floor((at * 8 + 7) / 6)) + 1,
      isOpen,
    };
  };

  /** Of so many groups of three bytes at least, all bytes of a secret are. */
  const fewest = Math.max(1, Math.floor((shortest - 2) / 3));

  /** Decodes where bytes below 128 stand. Returns the digit from which on such a place may begin that is too short yet. */
  const lookLow = (run: Run, shift: number, isOpen: boolean, found: (decoded: Decoded) => void): number => {
    const { text, count } = run;
    const first = run.first + shift;
    const groups = (count - shift) >> 2;
    for (let from = 0; ; ) {
      const start = nextStride(lowFirst, 4, text, first, from, groups, fewest);
      if (start + fewest > groups) return shift + 4 * Math.max(0, start - 1);
      const other = firstHigh(text, first, start, start + fewest);
      if (other !== -1) {
        from = other + 1;
        continue;
      }
      let to = start + fewest;
      while (to < groups && lowFirst[text[first + 4 * to] as number] === 1) to += 2;
      const skipped = 4 * Math.max(from > 0 ? from - 1 : 0, start - 1);
      const isLast = to + 1 >= groups;
      const digits = isLast ? count - shift - skipped : 4 * (to + 1) - skipped;
      found(decodeAt(run, shift + skipped, digits, isOpen && isLast));
      if (isLast) return Math.max(0, count - 4);
      from = to;
    }
  };

  /** The same for many digits: decoded first, which is native, and then four bytes are looked at in one. */
  const lookLong = (run: Run, shift: number, isOpen: boolean, found: (decoded: Decoded) => void): number => {
    const room = takeScratch(run.count);
    const bytes = room.subarray(0, Math.floor(((run.count - shift) * 3) / 4));
    const whole = decodeAt(run, shift, run.count - shift, isOpen, bytes);
    const rest = eachAscii(bytes, shortest, (from, to) => {
      found({
        bytes: bytes.subarray(from, to),
        begin: (at) => whole.begin(from + at),
        end: (at) => whole.end(from + at),
        isOpen: isOpen && to === bytes.length,
      });
    });
    giveScratch(room);
    return rest === bytes.length ? Math.max(0, run.count - 4) : shift + Math.floor((rest * 4) / 3);
  };

  /** Returns the digit from which on more may follow that matters. */
  const lookAt = (run: Run, isOpen: boolean, found: (decoded: Decoded) => void): number => {
    const { text, first, count } = run;
    let open = count;
    for (const compressed of compressedIn(text, first, first + count)) {
      const skipped = compressed - first;
      found({ ...decodeAt(run, skipped, count - skipped, isOpen), isCompressed: true });
    }
    for (let shift = 0; shift < 4; shift += 1) {
      if (((count - shift) * 3) / 4 < shortest) open = 0;
      else if (isAscii && count > longRun) open = Math.min(open, lookLong(run, shift, isOpen, found));
      else if (isAscii) open = Math.min(open, lookLow(run, shift, isOpen, found));
      else found(decodeAt(run, shift, count - shift, isOpen));
    }
    return open;
  };

  return (given, found) => {
    const text = asBuffer(given);
    for (let from = 0; ; ) {
      const start = nextStretch(ofRun, text, from, stretch);
      if (start === text.length) return start;
      const end = endOfDigits(text, start);
      const isRow = end === text.length || gapAfter(text, end) === end;
      const run: Run = isRow ? { text, first: start, count: end - start, end } : readRun(text, start);
      const isOpen = reaches(text, run.end);
      if (
        !isOpen &&
        run.count < least &&
        compressedIn(run.text, run.first, run.first + run.count).length === 0
      ) {
        from = Math.max(run.end, start + 1);
        continue;
      }
      if (isOpen || run.count >= stretch) {
        const open = lookAt(run, isOpen, found);
        if (isOpen) return open >= run.count ? run.end : (run.rawOf?.(open) ?? start + open);
      }
      // What ended the run may be of its class.
      from = Math.max(run.end, start + 1);
    }
  };
}

/** Room for what is decoded, at most one for each layer at a time. */
const scratches: Buffer[] = [];
const mostScratch = 128 * 1024;
const takeScratch = (size: number): Buffer =>
  size > mostScratch
    ? Buffer.allocUnsafeSlow(size)
    : (scratches.pop() ?? Buffer.allocUnsafeSlow(mostScratch));
const giveScratch = (room: Buffer): void => {
  if (room.length === mostScratch) scratches.push(room);
};

/** The first of some groups of which the second or third byte is above 127, -1 if none. */
const firstHigh = (text: Buffer, first: number, from: number, to: number): number => {
  for (let group = from; group < to; group += 1) {
    const digit = first + 4 * group;
    if (lowSecond[text[digit + 1] as number] === 0 || lowThird[text[digit + 2] as number] === 0) return group;
  }
  return -1;
};

const letterE = 0x65;
/** Native functions are worth their call. */
const longRun = 512;
/** Three fixed digits stand in a short run by chance once in five hundred. */
const mostCompressed = 8;
/** What zlib makes of anything has a head of 2 bytes, a block of 2 at least and a checksum of 4. */
const leastCompressed = 11;

const none: readonly number[] = [];
/** By its first digit, what the second one is of: hardly any run has such two, and no text is made to find that out. */
const pairs: readonly (ByteClass | undefined)[] = Array.from({ length: 256 }, (_none, byte) => {
  if (byte === letterE) return classOf('A', 'F', 'J', 'N');
  return byte === gzipBase64.charCodeAt(0) ? classOf('4') : undefined;
});

/** Where gzip or zlib may begin: anywhere in a short run, in a long one gzip anywhere and zlib at the beginning. */
const compressedIn = (text: Buffer, first: number, end: number): readonly number[] => {
  if (end - first < leastCompressed) return none;
  if (end - first <= longRun) {
    let found = none;
    for (let at = first; at < end && found.length < mostCompressed; at += 1) {
      const pair = pairs[text[at] as number];
      if (pair === undefined || pair[text[at + 1] as number] !== 1) continue;
      if (compressedBase64.test(text.toString('latin1', at, Math.min(at + 4, end)))) found = [...found, at];
    }
    return found;
  }
  if (text[first] === letterE && zlibBase64.test(text.toString('latin1', first, first + 3))) return [first];
  const at = text.subarray(first, end).indexOf(gzipBase64);
  return at === -1 ? [] : [first + at];
};

const endOfDigits = (text: Buffer, start: number): number => {
  const { length } = text;
  let at = start;
  // Four at a time, which costs a third.
  while (
    at + 4 <= length &&
    ((ofDigits[text[at] as number] as number) &
      (ofDigits[text[at + 1] as number] as number) &
      (ofDigits[text[at + 2] as number] as number) &
      (ofDigits[text[at + 3] as number] as number)) ===
      1
  )
    at += 4;
  while (at < length && ofDigits[text[at] as number] === 1) at += 1;
  return at;
};

/** Whether what is left may be the beginning of a line end that nobody has seen the rest of. */
const reaches = (text: Buffer, end: number): boolean => {
  if (text.length - end > longestToken) return false;
  for (let at = end; at < text.length; at += 1)
    if (ofRun[text[at] as number] !== 1 && text[at] !== 0x20) return false;
  return true;
};

const readRun = (text: Buffer, start: number): Run => {
  const begins: number[] = [];
  /** Digits before each part. */
  const before: number[] = [];
  const parts: Buffer[] = [];
  let count = 0;
  let at = start;
  for (;;) {
    const begin = at;
    at = endOfDigits(text, begin);
    if (at > begin) {
      begins.push(begin);
      before.push(count);
      parts.push(text.subarray(begin, at));
      count += at - begin;
    }
    const behind = at < text.length ? gapAfter(text, at) : at;
    if (behind === at) break;
    at = behind;
  }
  const rawOf = (digit: number): number => {
    let low = 0;
    let high = before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((before[middle] as number) <= digit) low = middle;
      else high = middle - 1;
    }
    return (begins[low] ?? start) + digit - (before[low] ?? 0);
  };
  return { text: Buffer.concat(parts), first: 0, count, rawOf, end: at };
};
