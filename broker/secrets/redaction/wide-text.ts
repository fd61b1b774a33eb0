import { asBuffer, type Decode, type Decoded, type Wanted } from './decoded.ts';
import { compressedAt } from './inflate.ts';

/** UTF-32 has three zeros beside each character of Latin-1; of UTF-32 in UTF-32, fifteen; of gzip's head in it, 27. */
const mostZeros = 27;

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
      if (to - from >= shortest * 2 - 1) {
        const decoded = without(text, from, to);
        found(decoded);
        const [at] = compressedAt(decoded.bytes);
        if (at !== undefined) {
          const first = decoded.begin(at);
          found(unitsFrom(text, first, decoded.begin(at + 1) - first));
        }
      } else if (to === text.length) return from;
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

/** Of what is compressed, zeros are bytes too: each unit is one. */
const unitsFrom = (text: Buffer, first: number, unit: number): Decoded => {
  let last = first;
  while (last + unit < text.length && areZeros(text, last + 1, last + unit)) last += unit;
  const bytes = Buffer.allocUnsafe((last - first) / unit + 1);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text[first + at * unit] as number;
  return {
    bytes,
    begin: (at) => first + at * unit,
    end: (at) => first + at * unit + 1,
    isOpen: last + unit >= text.length,
    isCompressed: true,
  };
};

const areZeros = (text: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (text[at] !== 0) return false;
  return true;
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
