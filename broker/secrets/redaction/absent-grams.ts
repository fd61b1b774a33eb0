/** Finds places that no trace of a key reaches across, without reading what stands between them. */
export type AbsentGrams = {
  /** The first place from `from` on where a trace may begin. Both are settled: no escape and no backslash is open there. */
  skip(chunk: Uint8Array, from: number, hasEscapes: boolean): number;
  /**
   * The next settled place after `from` that traces from before reach into by one byte at most. Undefined: there is none.
   * `isSettled`: whether `from` is.
   */
  nextBreak(chunk: Uint8Array, from: number, isSettled: boolean): number | undefined;
};

const length = 3;
const bits = 6;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const indexes = new Map([...`${digits}-_`].map((digit, at) => [digit.charCodeAt(0), at < 64 ? at : at - 2]));
const gaps = new Set(Buffer.from(' \t\r\n:%\\'));
const grams = 2 ** (length * bits);

/** What a byte is worth as the last, second and first of a gram: six bits, or a bit above all digits. */
const worth = (place: number): Int32Array =>
  Int32Array.from({ length: 256 }, (_none, byte) => {
    const index = indexes.get(byte);
    if (index !== undefined) return index << (place * bits);
    return grams << (gaps.has(byte) ? place : place + length);
  });
const [last, second, first] = [worth(0), worth(1), worth(2)];
/**
 * By the bits above the digits: how far behind the beginning of the gram the last byte ends that stands in no trace, or how far
 * back the next gram without its first gap begins. 0: all are digits.
 */
const moves = Int8Array.from({ length: 2 ** (2 * length) }, (_none, above) => {
  const foreign = above >> length;
  if (foreign !== 0) return (foreign & 1) !== 0 ? 3 : (foreign & 2) !== 0 ? 2 : 1;
  return -(32 - Math.clz32(above));
});
const gramAt = (bytes: Uint8Array, at: number): number =>
  (first[bytes[at] as number] as number) |
  (second[bytes[at + 1] as number] as number) |
  (last[bytes[at + 2] as number] as number);

const [opener, partOfEscape] = [1, 2];
const roles = new Uint8Array(256);
for (const byte of Buffer.from('\\%')) roles[byte] = opener;
for (const byte of Buffer.from('0123456789abcdefABCDEFrntxu')) roles[byte] = partOfEscape;

/** Not: each byte stands for itself, and none has to be asked. */
export const mayHoldEscapes = (chunk: Uint8Array): boolean => {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  return bytes.includes('\\') || bytes.includes('%');
};

/** Whether the byte at `at` stands for itself and not for a part of an escape, seen from a settled place on. */
const isPlain = (chunk: Uint8Array, at: number, from: number): boolean => {
  let before = at;
  while (roles[chunk[before] as number] === partOfEscape) {
    if (before === from) return true;
    before -= 1;
  }
  return roles[chunk[before] as number] !== opener;
};

/**
 * Three digits that follow each other in no trace (a gram) lie in none, whatever stands around them. A trace takes `width`
 * bytes or more, so what lies between two such grams that are closer is passed over: from each on, the farthest in
 * reach is looked for (Boyer and Moore 1977). `texts` are all traces without gaps, in base64 and in hex.
 */
export function makeAbsentGrams(texts: readonly Uint8Array[], width: number): AbsentGrams {
  const known = new Uint8Array(grams);
  for (const text of texts)
    for (let at = 0; at + length <= text.length; at += 1) {
      const gram = gramAt(text, at);
      if (gram < grams) known[gram] = 1;
    }

  const reach = width - length;
  const skip = (chunk: Uint8Array, begin: number, hasEscapes: boolean): number => {
    const end = chunk.length - length;
    let from = begin;
    let at = from + reach;
    while (at <= end && at >= from) {
      const gram = gramAt(chunk, at);
      const move = moves[gram >> (length * bits)] as number;
      if (move > 0) from = at + move;
      else if (move === 0 && known[gram] === 0 && (!hasEscapes || isPlain(chunk, at, from))) from = at + 1;
      else {
        at += Math.min(move, -1);
        continue;
      }
      at = from + reach;
    }
    return from;
  };

  const nextBreak = (chunk: Uint8Array, from: number, isSettled: boolean): number | undefined => {
    let isOpen = !isSettled;
    for (let at = from; at + length <= chunk.length; at += 1) {
      const gram = gramAt(chunk, at);
      const role = roles[chunk[at] as number];
      if (role !== partOfEscape) isOpen = role === opener;
      const move = moves[gram >> (length * bits)] as number;
      if (move > 0) return at + move;
      if (move === 0 && known[gram] === 0 && !isOpen) return at + 1;
    }
    return undefined;
  };
  return { skip, nextBreak };
}
