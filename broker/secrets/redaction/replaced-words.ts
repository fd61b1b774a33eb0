import { type Decoded, endOfReach, staysOpen, type Wanted } from './decoded.ts';

/** A part of a text, and what it stands for. */
export type Word = { readonly from: number; readonly to: number; readonly text: Buffer };

/** Tells of the text around some words, with what they stand for in their places. */
export const replaceWords = (
  text: Buffer,
  nextWord: (from: number) => Word | undefined,
  wanted: Wanted,
  found: (decoded: Decoded) => void,
): void => {
  const { longest } = wanted;
  let done = 0;
  for (let word = nextWord(0); word !== undefined; ) {
    const from = Math.max(done, word.from - longest);
    const words: Word[] = [];
    let to = word.from;
    while (word !== undefined && word.from - to <= longest) {
      words.push(word);
      to = word.to;
      word = nextWord(to);
    }
    done = endOfReach(text, to, wanted);
    const isOpen = to === text.length || staysOpen(text, done, wanted);
    found({ ...decodeBetween(text, from, done, words), isOpen });
  }
};

const decodeBetween = (text: Buffer, from: number, to: number, words: readonly Word[]) => {
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
