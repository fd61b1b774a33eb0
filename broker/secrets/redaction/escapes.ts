import { breakAt, breaksIn } from './broken-lines.ts';
import { beginOfCompressed, newHeads, readCompressed } from './compressed-text.ts';
import { asBuffer, type Decode, type Decoded, endOfReach, staysOpen, type Wanted } from './decoded.ts';
import { readEscape, type Token } from './escape-tokens.ts';
import { namedAt } from './html-names.ts';
import { type Nexts, newNexts, nextOf } from './next-of.ts';
import { replaceWords, type Word } from './replaced-words.ts';
import { type ByteClass, classOf } from './stretches.ts';

const openers = ['\\', '%', '&'].map((char) => char.charCodeAt(0));
const isOpener = classOf('\\%&');
/** So far the bytes are looked at one by one before a native search is worth its call. */
const near = 192;

/**
 * Text with escapes of JSON, JavaScript, C, URLs, HTML or XML, few or many, mixed, and with any digits. Only what
 * stands near an escape that no serializer needs is decoded: without one, the text or its ordinary forms stand there as
 * they are.
 */
export function escapes(wanted: Wanted): Decode {
  const { longest, isAscii, ofSecrets } = wanted;
  const token: Token = { length: 0, code: 0, isByte: false, isOrdinary: false };
  return (given, found) => {
    const text = asBuffer(given);
    const search: Search = {
      text,
      isAscii,
      ofSecrets,
      token,
      nexts: newNexts(openers),
      found,
      breaks: [],
      compressedTo: 0,
      heads: newHeads(),
    };
    let done = 0;
    for (let next = nextTelling(search, 0); next < text.length; ) {
      const from = Math.max(done, next - longest);
      let to = next;
      while (next < text.length && next - to <= longest) {
        readEscape(text, next, token);
        to = next + token.length;
        next = nextTelling(search, to);
      }
      done = endOfReach(text, to, wanted);
      found({ ...decodeBetween(text, from, done, token), isOpen: staysOpen(text, done, wanted) });
    }
    replaceWords(text, breaksIn(text, search.breaks, wanted), wanted, found);
    return text.length;
  };
}

type Search = {
  readonly text: Buffer;
  readonly isAscii: boolean;
  readonly ofSecrets: ByteClass;
  readonly token: Token;
  /** Where each opener stands next. */
  readonly nexts: Nexts;
  readonly breaks: Word[];
  readonly found: (decoded: Decoded) => void;
  /** Up to where compressed bytes were told of. */
  compressedTo: number;
  readonly heads: Nexts;
};

/** The next escape that no serializer needs, and which may stand for a character of a secret. */
const nextTelling = (search: Search, from: number): number => {
  const { text, token } = search;
  const { length } = text;
  let at = from;
  while (at < length) {
    const end = Math.min(at + near, length);
    for (; at < end; at += 1) {
      if (isOpener[text[at] as number] === 0) continue;
      const broken = text[at] === backslash && isOfBreak[text[at + 1] ?? 0] === 1 && breakAt(text, at);
      if (broken) search.breaks.push(broken);
      readEscape(text, at, token);
      if (token.length === 0 || token.isOrdinary) continue;
      const isTelling = tells(search, at);
      if (token.code < 0x100 && at >= search.compressedTo) tellOfCompressed(search, at);
      if (isTelling) return at;
    }
    if (at < length) at = nextOf(openers, text, search.nexts, at);
  }
  return length;
};

const tellOfCompressed = (search: Search, at: number): void => {
  const { text, token, found } = search;
  const begin = beginOfCompressed(text, at, token.code, search.heads);
  const decoded = begin === -1 ? undefined : readCompressed(text, begin, text[at] as number);
  if (decoded === undefined) return;
  found(decoded);
  search.compressedTo = decoded.end(decoded.bytes.length - 1);
};

/**
 * Whether what is written there may be a part of a secret, of one of its other encodings, or of an escape that was
 * escaped again. Most that is escaped in ordinary texts is not: white space, brackets, letters of other scripts.
 */
const tells = ({ text, isAscii, ofSecrets, token }: Search, at: number): boolean => {
  const { code, length } = token;
  if (code >= 0x80) return !isAscii;
  if (ofSecrets[code] === 1 || ofDigits[code] === 1) return true;
  const next = text[at + length] ?? 0;
  if (code === ampersand)
    return isOpener[next] === 1 || next === hash || namedAt(text, at + length - 1) !== undefined;
  if (ofGaps[code] === 0) return false;
  const before = text[at - 1] ?? 0;
  return isHexDigit[before] === 1 && (isHexDigit[next] === 1 || isOpener[next] === 1);
};
const ofDigits = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\\%\0');
const isHexDigit = classOf('0123456789abcdefABCDEF');
const ofGaps = classOf(' ,:;\t\r\n[]"');
const isOfBreak = classOf('\r\nrn');
const backslash = 0x5c;
const [ampersand, hash] = [0x26, 0x23];

const decodeBetween = (text: Buffer, from: number, to: number, token: Token) => {
  // The last escape may end behind `to`.
  const bytes = Buffer.allocUnsafe(to - from + 4);
  const begins = new Int32Array(to - from + 5);
  let count = 0;
  let at = from;
  while (at < to) {
    const byte = text[at] as number;
    if (isOpener[byte] === 1) {
      readEscape(text, at, token);
      if (token.length > 0) {
        const end = write(token, bytes, count);
        for (; count < end; count += 1) begins[count] = at;
        at += token.length;
        continue;
      }
    }
    bytes[count] = byte;
    begins[count] = at;
    count += 1;
    at += 1;
  }
  begins[count] = at;
  return {
    bytes: bytes.subarray(0, count),
    begin: (index: number) => begins[index] as number,
    /** A character of several bytes is one escape. */
    end: (index: number) => {
      let next = index + 1;
      while (begins[next] === begins[index]) next += 1;
      return begins[next] as number;
    },
  };
};

/** In UTF-8, which is never longer than the escape. What is no character is left out. */
const write = ({ code, isByte }: Token, bytes: Buffer, at: number): number => {
  if (code < 0x80 || (isByte && code < 0x100)) {
    bytes[at] = code;
    return at + 1;
  }
  if (code > 0x10ffff) return at;
  return at + bytes.write(String.fromCodePoint(code), at);
};

/** A text without its escapes: a secret that has some itself is looked for in what is left of it, too. */
export const unescaped = (text: string): string => {
  const token: Token = { length: 0, code: 0, isByte: false, isOrdinary: false };
  const bytes = Buffer.from(text);
  return decodeBetween(bytes, 0, bytes.length, token).bytes.toString();
};
