import { asBuffer, type Decode, type Wanted } from './decoded.ts';
import { replaceWords, type Word } from './replaced-words.ts';
import { classOf } from './stretches.ts';

const plus = 0x2b;
const minus = 0x2d;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const isDigit = classOf(digits);
const digitValue = (byte: number): number => digits.indexOf(String.fromCharCode(byte));
const longestShift = 4_096;

/** Text in UTF-7 (RFC 2152): `+AF8-` for `_`, each character alone or many in a row. */
export function utf7Text(wanted: Wanted): Decode {
  return (given, found) => {
    const text = asBuffer(given);
    const nextWord = (from: number): Word | undefined => {
      let at = text.indexOf('+A', from);
      for (; at !== -1; at = text.indexOf('+A', at + 2)) {
        const word = wordAt(text, at);
        if (word !== undefined) return word;
      }
      return undefined;
    };
    replaceWords(text, nextWord, wanted, found);
    // A word of which the end is missing is decoded as far as it goes, and kept from its beginning.
    const last = text.lastIndexOf(plus);
    return last !== -1 && text.length - last < longestShift && isWord(text, last) ? last : text.length;
  };
}

const isWord = (text: Buffer, at: number): boolean =>
  /^\+(?:A(?:[A-P][A-Za-z0-9+/]*)?)?$/.test(text.toString('latin1', at));

const wordAt = (text: Buffer, at: number): Word | undefined => {
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
  const to = text[end] === minus ? end + 1 : end;
  return { from: at, to, text: Buffer.from(wide.toString('utf16le')) };
};
