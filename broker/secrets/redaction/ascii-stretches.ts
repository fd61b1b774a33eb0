const highBits = 0x80808080 | 0;

/**
 * Tells of stretches in which at least `least` bytes in a row are below 128, with a few more around them. Returns where
 * one begins that reaches the end and is too short so far.
 */
export const eachAscii = (
  bytes: Uint8Array,
  least: number,
  found: (from: number, to: number) => void,
): number => {
  const start = (4 - (bytes.byteOffset % 4)) % 4;
  const count = Math.max(0, bytes.length - start) >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, count);
  /** So many whole words are in any such stretch, and one in sixteen is by chance. */
  const fewest = Math.max(1, (least - 3) >> 2);
  let first = 0;
  let known = 0;
  let last = fewest - 1;
  while (last < count) {
    let at = last;
    while (at >= known && ((words[at] as number) & highBits) === 0) at -= 1;
    if (at >= known) {
      first = at + 1;
      known = last + 1;
    } else {
      let to = last + 1;
      while (to < count && ((words[to] as number) & highBits) === 0) to += 1;
      const from = Math.max(0, start + first * 4 - 3);
      const end = to >= count ? bytes.length : start + to * 4 + 3;
      found(from, end);
      if (to >= count) return bytes.length;
      first = to;
      known = to;
    }
    last = first + fewest - 1;
  }
  let rest = bytes.length;
  while (rest > 0 && (bytes[rest - 1] as number) < 0x80) rest -= 1;
  return rest;
};
