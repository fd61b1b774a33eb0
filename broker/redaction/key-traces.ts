import { base64Forms } from './base64-forms.ts';
import { makeWindowSet, type WindowReader, type WindowSet } from './window-set.ts';

/** Looks for the bytes of private keys, in whatever lines, indents and escapes their base64 or hex stands. */
export type KeyTraces = { scan(): KeyScan };

export type KeyScan = {
  /** Reports pieces that are joined where they overlap, in order of ends, as find-forms.ts does. */
  read(chunk: Uint8Array, report: (start: number, end: number) => void): void;
};

/** In bytes of the key: 96 bits are no coincidence, and nobody can guess their way from one piece to the next. */
const shortestPiece = 12;
const base64Width = 16;
/** In bytes, escapes included. Indents are shorter; what is longer ends a piece, which bounds what is kept back. */
const longestGap = 32;
/** In a text: as many characters as hex takes for the shortest piece, each behind a gap. */
export const longestTrace = shortestPiece * 2 * (longestGap + 1);

export const makeKeyTraces = (keys: readonly Uint8Array[]): KeyTraces | undefined => {
  const long = keys.filter((key) => key.length >= shortestPiece + 4);
  if (long.length === 0) return undefined;
  const base64 = long
    .flatMap(base64Forms)
    .map((text) => Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/')));
  const sets = {
    base64: makeWindowSet(base64, base64Width),
    hex: makeWindowSet(
      long.map((key) => Buffer.from(Buffer.from(key).toString('hex'))),
      shortestPiece * 2,
    ),
    raw: makeWindowSet(long, shortestPiece),
  };
  return { scan: () => makeScan(sets) };
};

const makeScan = (sets: Readonly<Record<'base64' | 'hex' | 'raw', WindowSet>>): KeyScan => {
  const base64 = makeTextReader(sets.base64, base64Codes);
  const hex = makeTextReader(sets.hex, hexCodes);
  const raw = sets.raw.reader();
  return {
    read: (chunk, report) => {
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at] as number;
        const start = base64.read(byte, at) ?? hex.read(byte, at) ?? raw.take(byte, at);
        if (start !== undefined) report(start, at + 1);
      }
      for (const reader of [base64, hex, raw]) reader.shift(chunk.length);
    },
  };
};

const gap = 0;
const none = -1;
const codesOf = (text: string, gaps: string): Int16Array => {
  const codes = new Int16Array(256).fill(none);
  for (const char of text) codes[char.charCodeAt(0)] = char.charCodeAt(0);
  for (const char of gaps) codes[char.charCodeAt(0)] = gap;
  return codes;
};
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base64Codes = codesOf(`${letters}${letters.toLowerCase()}0123456789+/`, ' \t\r\n');
base64Codes['-'.charCodeAt(0)] = '+'.charCodeAt(0);
base64Codes['_'.charCodeAt(0)] = '/'.charCodeAt(0);
const hexCodes = codesOf('0123456789abcdef', ' \t\r\n:%');
for (const digit of 'ABCDEF') hexCodes[digit.charCodeAt(0)] = digit.toLowerCase().charCodeAt(0);

const [lineFeed, percent, backslash, letterU] = [0x0a, 0x25, 0x5c, 0x75];
/** What stands behind backslashes for the end of a line, and in front of a byte (`\x3f`). */
const gapLetters = new Set(Array.from('rntx', (char) => char.charCodeAt(0)));

/** Leaves line ends, indents and escapes of JSON and URLs out. A blank line ends a key: keep-back.ts relies on it. */
const makeTextReader = (
  set: WindowSet,
  codes: Int16Array,
): Pick<WindowReader, 'shift'> & { read(byte: number, at: number): number | undefined } => {
  const reader = set.reader();
  const escapesUrls = codes[percent] !== gap;
  let before = 0;
  let inGap = 0;
  /** Of an escape: how many hex digits are still to come, and what they have said so far. */
  let digits = 0;
  let escaped = 0;

  const cut = (): undefined => {
    reader.reset();
    inGap = 0;
    digits = 0;
  };
  const take = (code: number, at: number): number | undefined => {
    if (code === none) return cut();
    if (code === gap) return undefined;
    inGap = 0;
    return reader.take(code, at);
  };
  const beginEscape = (length: number): undefined => {
    digits = length;
    escaped = 0;
  };
  const readEscaped = (byte: number, at: number): number | undefined => {
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) return cut();
    escaped = escaped * 16 + digit;
    digits -= 1;
    if (digits > 0) return undefined;
    // A percent sign that was escaped itself.
    if (escaped === percent && escapesUrls) return beginEscape(2);
    return escaped > 0xff ? cut() : take(codes[escaped] as number, at);
  };
  const read = (byte: number, at: number): number | undefined => {
    const last = before;
    before = byte;
    inGap += 1;
    if (inGap > longestGap) cut();
    if (digits > 0) return readEscaped(byte, at);
    const code = codes[byte] as number;
    if (code > gap && last !== backslash) {
      inGap = 0;
      return reader.take(code, at);
    }
    if (byte === backslash) return undefined;
    if (byte === percent && escapesUrls) return beginEscape(2);
    if (last === backslash && byte === letterU) return beginEscape(4);
    if (last === backslash && gapLetters.has(byte)) return undefined;
    if (byte === lineFeed && last === lineFeed) return cut();
    return take(code, at);
  };
  return { read, shift: reader.shift };
};
