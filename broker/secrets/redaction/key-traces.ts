import { makeAbsentGrams } from './absent-grams.ts';
import { base64Forms } from './base64-forms.ts';
import { readCandidates } from './read-candidates.ts';
import {
  type Alphabet,
  type GapReader,
  gap,
  longestGap,
  noMatch,
  readThroughGaps,
} from './read-through-gaps.ts';
import { makeWindowSet } from './window-set.ts';

/** Looks for the bytes of private keys, in whatever lines, indents and escapes their base64 or hex stands. */
export type KeyTraces = {
  /** Pieces of the keys as they are: for find-forms.ts, which is quick where nothing stands between bytes. */
  readonly pieces: readonly Uint8Array[];
  scan(): KeyScan;
};

export type KeyScan = {
  /** Each reports in order of ends, as find-forms.ts does. */
  readonly readers: readonly { read(chunk: Uint8Array, report: Report): void }[];
};
type Report = (start: number, end: number) => void;

/** In bytes of the key: 96 bits are no coincidence, and nobody can guess their way from one piece to the next. */
const shortestPiece = 12;
const base64Width = 16;
const hexWidth = shortestPiece * 2;
/** In a text: as many characters as hex takes for the shortest piece, each behind a gap. */
export const longestTrace = hexWidth * (longestGap + 1);

/** Undefined: there is nothing to look for. */
export function makeKeyTraces(keys: readonly Uint8Array[]): KeyTraces | undefined {
  const long = keys.filter((key) => key.length >= shortestPiece + 4);
  if (long.length === 0) return undefined;
  const readers = makeGapReaders(long);
  const hex = long.flatMap(hexOf);
  const grams = makeAbsentGrams(
    [...long.flatMap(base64Of), ...hex, ...hex.flatMap(inOtherCases)],
    base64Width,
  );
  return {
    pieces: long.flatMap(piecesOf),
    scan: () => ({ readers: [readCandidates(grams, readers())] }),
  };
}

/** They read everything, and so decide what is found. */
export const makeGapReaders = (keys: readonly Uint8Array[]): (() => readonly GapReader[]) => {
  const base64 = makeWindowSet(keys.flatMap(base64Of), base64Width);
  const hex = makeWindowSet(keys.flatMap(hexOf), hexWidth);
  return () => [readThroughGaps(base64, ofBase64), readThroughGaps(hex, ofHex)];
};

/** One for each alignment: the others are parts of these, or write the same digits otherwise. */
const base64Of = (key: Uint8Array): Uint8Array[] => {
  const texts = new Set(base64Forms(key).map((text) => text.replaceAll('-', '+').replaceAll('_', '/')));
  return [...texts]
    .filter((text) => ![...texts].some((other) => other !== text && other.includes(text)))
    .map((text) => Buffer.from(text));
};
const hexOf = (key: Uint8Array): Uint8Array[] => [Buffer.from(Buffer.from(key).toString('hex'))];
/** With hexOf, each three digits in every mixture of cases. */
const inOtherCases = (hex: Uint8Array): Uint8Array[] =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((mask) =>
    [0, 1, 2].map((shift) =>
      hex.map((digit, at) => (((mask >> ((at + shift) % 3)) & 1) === 1 ? upper(digit) : digit)),
    ),
  );
const upper = (digit: number): number => (digit >= 0x61 ? digit - 0x20 : digit);

/** All but those that a blank line is in or before, which ends a piece (keep-back.ts): the ones beside them overlap. */
const piecesOf = (key: Uint8Array): Uint8Array[] => {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at + shortestPiece <= key.length; at += 1) {
    const piece = key.subarray(at, at + shortestPiece);
    if (piece[0] !== 0x0a && !Buffer.from(piece).includes('\n\n')) pieces.push(piece);
  }
  return pieces;
};

const alphabetOf = (text: string, gaps: string): Alphabet => {
  const codes = new Int16Array(256).fill(noMatch);
  for (const char of text) codes[char.charCodeAt(0)] = char.charCodeAt(0);
  for (const char of gaps) codes[char.charCodeAt(0)] = gap;
  return codes;
};
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ofBase64 = alphabetOf(`${letters}${letters.toLowerCase()}0123456789+/`, ' \t\r\n');
ofBase64['-'.charCodeAt(0)] = '+'.charCodeAt(0);
ofBase64['_'.charCodeAt(0)] = '/'.charCodeAt(0);
const ofHex = alphabetOf('0123456789abcdef', ' \t\r\n:%');
for (const digit of 'ABCDEF') ofHex[digit.charCodeAt(0)] = digit.toLowerCase().charCodeAt(0);
