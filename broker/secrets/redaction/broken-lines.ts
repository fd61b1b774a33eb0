import type { Wanted } from './decoded.ts';
import { newNexts, nextOf } from './next-of.ts';
import type { Word } from './replaced-words.ts';

const [lineFeed, carriageReturn, equals] = [0x0a, 0x0d, 0x3d];
const lineEnds = ['\n', '\r\n'].map((text) => Buffer.from(text));
/** In a JSON string. */
const escapedEnds = ['\\n', '\\r\\n'].map((text) => Buffer.from(text));
const [bare, withReturn, escaped] = ['=\n', '=\r\n', '=3D'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];
const [plain, nothing] = [Buffer.from('='), Buffer.alloc(0)];

/** What a line that is too long was broken with, if the backslash at `at` is a part of it. */
export const breakAt = (text: Buffer, at: number): Word | undefined => {
  const ofMail = text[at - 1] === equals ? endOf(escapedEnds, text, at) : at;
  const from = ofMail > at ? at - 1 : at;
  const to = ofMail > at ? ofMail : endOf(lineEnds, text, at + 1);
  return to > at + 1 && isBetween(text, from, to) ? { from, to, text: nothing } : undefined;
};

/** Where one of `ends` is over that begins at `at`; `at` itself: none does. */
const endOf = (ends: readonly Buffer[], text: Buffer, at: number): number => {
  for (const end of ends)
    if (text[at] === end[0] && text.subarray(at, at + end.length).equals(end)) return at + end.length;
  return at;
};

/**
 * Where lines that are too long were broken, in order: mail writes `=` at their ends, and `=3D` for that (RFC 2045,
 * section 6.7), shells and C write a backslash. Apart from escapes, any of which they may break.
 */
export const breaksIn = (
  text: Buffer,
  byBackslash: readonly Word[],
  { ofSecrets }: Wanted,
): ((from: number) => Word | undefined) => {
  const wanted: Buffer[] = [];
  if (text.includes(equals)) {
    // Each search takes its time, where signs of equality are many.
    if (text.includes(lineFeed)) wanted.push(bare);
    if (text.includes(carriageReturn)) wanted.push(withReturn);
    if (ofSecrets[equals] === 1) wanted.push(escaped);
  }
  const nexts = newNexts(wanted);
  let next = 0;
  const nextOfMail = (from: number): Word | undefined => {
    for (
      let at = nextOf(wanted, text, nexts, from);
      at < text.length;
      at = nextOf(wanted, text, nexts, at + 1)
    ) {
      const second = text[at + 1];
      if (second === escaped[1]) return { from: at, to: at + escaped.length, text: plain };
      const to = at + (second === lineFeed ? bare : withReturn).length;
      if (isBetween(text, at, to)) return { from: at, to, text: nothing };
    }
    return undefined;
  };
  return (from) => {
    while ((byBackslash[next]?.from ?? text.length) < from) next += 1;
    const other = byBackslash[next];
    const found = nextOfMail(from);
    return found === undefined || (other !== undefined && other.from < found.from) ? other : found;
  };
};

/** Nothing else than text is broken. */
const isBetween = (text: Buffer, from: number, to: number): boolean =>
  isPrintable(text[from - 1]) && isPrintable(text[to]);
const isPrintable = (byte = 0x20): boolean => byte >= 0x20 && byte < 0x7f;
