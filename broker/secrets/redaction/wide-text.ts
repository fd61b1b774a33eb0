import { asBuffer, type Decode, type Wanted } from './decoded.ts';

/** UTF-32 has three zeros beside each character of Latin-1; of UTF-32 in UTF-32, fifteen. */
const mostZeros = 15;

/**
 * Text in UTF-16 or UTF-32, of either order of bytes, by leaving out its zeros: what is left of characters of Latin-1
 * are their bytes.
 */
export function wideText({ shortest }: Wanted): Decode {
  return (given, found) => {
    const text = asBuffer(given);
    let zero = text.indexOf(0);
    while (zero !== -1) {
      const from = Math.max(0, zero - 1);
      const to = endOfWide(text, from);
      // Half of it or less are no zeros.
      if (to - from >= shortest * 2 - 1) found(without(text, from, to));
      else if (to === text.length) return from;
      let next = Math.max(to, zero + 1);
      while (text[next] === 0) next += 1;
      zero = next < text.length ? text.indexOf(0, next) : -1;
    }
    return text.length;
  };
}

/** Where it is over: two bytes that are none, or too many zeros. */
const endOfWide = (text: Buffer, from: number): number => {
  let zeros = 0;
  let others = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    if (text[at] === 0) {
      zeros += 1;
      others = 0;
      if (zeros > mostZeros) break;
    } else {
      others += 1;
      zeros = 0;
      if (others > 1) break;
    }
  }
  return at;
};

const without = (text: Buffer, from: number, to: number) => {
  const bytes = Buffer.allocUnsafe(to - from);
  const places = new Int32Array(to - from);
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const byte = text[at] as number;
    if (byte === 0) continue;
    bytes[count] = byte;
    places[count] = at;
    count += 1;
  }
  return {
    bytes: bytes.subarray(0, count),
    begin: (at: number) => places[at] as number,
    end: (at: number) => (places[at] as number) + 1,
    isOpen: to === text.length,
  };
};
