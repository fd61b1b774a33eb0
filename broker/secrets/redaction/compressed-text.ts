import { isAscii } from 'node:buffer';
import { asBuffer, type Decode, type Decoded } from './decoded.ts';
import { readEscape, type Token } from './escape-tokens.ts';
import { gzipMagic, isZlibAt, zlibFlags } from './inflate.ts';
import { type Nexts, newNexts, nextOf } from './next-of.ts';

const [lineFeed, percent, backslash, letterX] = [0x0a, 0x25, 0x5c, 0x78];
/** No byte: nothing is escaped. */
const noOpener = -1;
/** Of what is compressed, hardly a third is printable. */
const mostPrintable = 64;
/** To see whether a text begins like something compressed. */
const enough = 32;
/** A head and a checksum, and what a secret takes. */
const leastCompressed = 14;
const token: Token = { length: 0, code: 0, isByte: false, isOrdinary: false };

/** How gzip and zlib begin in UTF-8. Their last bytes are rare, so that most texts are searched no further. */
const beginnings = ['\x1f\x8b\b', 'x\x01', 'x^', 'x\x9c', 'x\xda'].map((text) => Buffer.from(text));
/** Two bytes of zlib that stand there as they are, though others are escaped. */
const heads = ['x\x01', 'x^'].map((text) => Buffer.from(text));
/** So many others may follow before one has to be escaped. */
const fewAfter = 8;

/**
 * Compressed bytes that were taken for characters of Latin-1 and stand there in UTF-8. In a JSON string, some of them
 * are escaped.
 */
export const compressedText: Decode = (given, found) => {
  const text = asBuffer(given);
  if (isAscii(text)) return text.length;
  const wanted = beginnings.filter((one) => text.includes(one.at(-1) as number));
  if (wanted.length === 0) return text.length;
  const nexts = newNexts(wanted);
  for (let at = nextOf(wanted, text, nexts, 0); at < text.length; ) {
    let end = at + 1;
    for (const opener of [backslash, noOpener]) {
      const decoded = readCompressed(text, at, opener);
      if (decoded === undefined) continue;
      found(decoded);
      end = Math.max(end, decoded.end(decoded.bytes.length - 1));
    }
    at = nextOf(wanted, text, nexts, end);
  }
  return text.length;
};

/** Where compressed bytes begin, if `code`, which is escaped at `at`, is one of the first; -1 if it is none. */
export const beginOfCompressed = (text: Buffer, at: number, code: number, nextHeads: Nexts): number => {
  if (code === gzipMagic[0] || code === letterX) return at;
  const before = text[at - 1];
  if (before === letterX ? zlibFlags.has(code) : before === gzipMagic[0] && code === gzipMagic[1])
    return at - 1;
  if (code >= 0x20 && code < 0x7f) return -1;
  const head = nextOf(heads, text, nextHeads, Math.max(0, at - fewAfter));
  return head < at ? head : -1;
};
export const newHeads = (): Nexts => newNexts(heads);

/** From `from` on each character is a byte, as far as they may be compressed. Only escapes with this opener are read. */
export const readCompressed = (text: Buffer, from: number, opener: number): Decoded | undefined => {
  const first: number[] = [];
  const read = readCharacters(text, from, opener, enough, (code) => first.push(code));
  if (first.length < leastCompressed && read < text.length) return undefined;
  const begin = Buffer.from(first);
  if (!isZlibAt(begin, 0) && !begin.subarray(0, gzipMagic.length).equals(gzipMagic)) return undefined;
  let count = 0;
  const end = readCharacters(text, from, opener, text.length, () => {
    count += 1;
  });
  const bytes = Buffer.allocUnsafe(count);
  const places = new Int32Array(count + 1);
  places[count] = end;
  let next = 0;
  readCharacters(text, from, opener, text.length, (code, at) => {
    bytes[next] = code;
    places[next] = at;
    next += 1;
  });
  return {
    bytes,
    begin: (at) => places[at] as number,
    end: (at) => places[at + 1] as number,
    isOpen: end >= text.length,
    isCompressed: true,
  };
};

const readCharacters = (
  text: Buffer,
  from: number,
  opener: number,
  most: number,
  tell: (code: number, at: number) => void,
): number => {
  let at = from;
  for (let count = 0, printable = 0; at < text.length && count < most; count += 1) {
    let code = text[at] as number;
    let length = 1;
    if (code === opener) {
      readEscape(text, at, token);
      if (token.length > 0) ({ code, length } = token);
    } else if (code >= 0x80) {
      const second = text[at + 1] ?? 0x80;
      if ((code !== 0xc2 && code !== 0xc3) || (second & 0xc0) !== 0x80) return at;
      code = ((code & 3) << 6) | (second & 0x3f);
      length = 2;
    } else if (code === lineFeed && (opener === backslash || opener === percent)) return at;
    if (code > 0xff) return at;
    printable = code >= 0x20 && code < 0x7f ? printable + 1 : 0;
    if (printable > mostPrintable) return at;
    tell(code, at);
    at += length;
  }
  return at;
};
