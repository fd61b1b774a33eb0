import { asBuffer, type Decode, endOfReach, staysOpen, type Wanted } from './decoded.ts';
import { classOf } from './stretches.ts';

const plus = 0x2b;
const minus = 0x2d;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const isDigit = classOf(digits);
const digitValue = (byte: number): number => digits.indexOf(String.fromCharCode(byte));
const longestShift = 4_096;

/** Text in UTF-7 (RFC 2152): `+AF8-` for `_`, each character alone or many in a row. */
export function utf7Text(wanted: Wanted): Decode {
  const { longest } = wanted;
  return (given, found) => {
    const text = asBuffer(given);
    let done = 0;
    for (let next = text.indexOf('+A'); next !== -1; ) {
      const from = Math.max(done, next - longest);
      const words: { from: number; to: number; text: Buffer }[] = [];
      let to = next;
      while (next !== -1 && next - to <= longest) {
        const word = wordAt(text, next);
        to = word === undefined ? to : next + word.length;
        if (word !== undefined) words.push({ from: next, to, text: word.text });
        next = text.indexOf('+A', word === undefined ? next + 2 : to);
      }
      if (words.length === 0) continue;
      done = endOfReach(text, to, wanted);
      found({ ...decodeBetween(text, from, done, words), isOpen: staysOpen(text, done, wanted) });
    }
    // A word of which the end is missing is decoded as far as it goes, and kept from its beginning.
    const last = text.lastIndexOf(plus);
    return last !== -1 && text.length - last < longestShift && isWord(text, last) ? last : text.length;
  };
}

const isWord = (text: Buffer, at: number): boolean =>
  /^\+(?:A(?:[A-P][A-Za-z0-9+/]*)?)?$/.test(text.toString('latin1', at));

const wordAt = (text: Buffer, at: number): { length: number; text: Buffer } | undefined => {
  // The first character of a word that hides something is in ASCII, or a byte.
  const second = text[at + 2] ?? 0;
  if (second < 0x41 || second > 0x50) return undefined;
  // And so is the second one, if there is one: its upper byte is in the third digit and the fourth.
  const third = digitValue(text[at + 3] ?? 0);
  if (third === -1 || third % 4 !== 0) return undefined;
  if (isDigit[text[at + 4] ?? 0] === 1 && text[at + 4] !== 0x41) return undefined;
  let end = at + 3;
  while (end < text.length && end - at < longestShift && isDigit[text[end] as number] === 1) end += 1;
  if (end === at + 3) return undefined;
  const units = Buffer.from(text.toString('latin1', at + 1, end), 'base64');
  const wide = units.subarray(0, units.length - (units.length % 2)).swap16();
  const length = end - at + (text[end] === minus ? 1 : 0);
  return { length, text: Buffer.from(wide.toString('utf16le')) };
};

const decodeBetween = (
  text: Buffer,
  from: number,
  to: number,
  words: readonly { from: number; to: number; text: Buffer }[],
) => {
  const parts: Buffer[] = [];
  /** Of each part, where its bytes begin and where they stand. */
  const places: { first: number; from: number; to: number; isWord: boolean }[] = [];
  let first = 0;
  let at = from;
  const add = (bytes: Buffer, until: number, isWord: boolean): void => {
    if (bytes.length > 0) places.push({ first, from: at, to: until, isWord });
    parts.push(bytes);
    first += bytes.length;
    at = until;
  };
  for (const word of words) {
    add(text.subarray(at, word.from), word.from, false);
    add(word.text, word.to, true);
  }
  add(text.subarray(at, Math.max(at, to)), Math.max(at, to), false);
  const placeOf = (index: number) => {
    let low = 0;
    let high = places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((places[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return places[low];
  };
  const begin = (index: number): number => {
    const place = placeOf(index);
    if (place === undefined) return from;
    return place.isWord ? place.from : place.from + index - place.first;
  };
  const end = (index: number): number => {
    const place = placeOf(index);
    if (place === undefined) return to;
    return place.isWord ? place.to : place.from + index - place.first + 1;
  };
  return { bytes: Buffer.concat(parts), begin, end };
};
