/** Each needle has at least this many bytes: its window, by whose hash it is found. */
export const windowBytes = 16;

const base = 0x01_00_01_93;
/** base ** windowBytes, in 32 bits: what a byte that leaves the window had become. */
const leaving = Array.from({ length: windowBytes }).reduce<number>((power) => Math.imul(power, base), 1);
const firstSlots = 1 << 12;
/** Bits of a filter that fits into a processor's cache: most windows of a text end there. */
const filterBits = 22;

/**
 * Finds any number of needles in one pass (Karp and Rabin 1987): a rolling hash of each 16 bytes is looked up among the
 * hashes of the needles' middle windows, and where it is known the whole needle is compared. Adding a needle changes
 * nothing that is there, so that secrets can be learned one by one while messages are looked at.
 */
export const makeWindowMatcher = () => {
  const filter = new Uint8Array(1 << (filterBits - 3));
  const needles: Uint8Array[] = [];
  const middles: number[] = [];
  const hashes: number[] = [];
  /** Open addressing: number of a needle plus 1, 0 where none is. */
  let slots = new Int32Array(firstSlots);

  const insert = (number: number): void => {
    let at = slotOf(hashes[number] as number, slots.length);
    while (slots[at] !== 0) at = (at + 1) % slots.length;
    slots[at] = number + 1;
  };

  /** The needles whose window is at `start`, as far as they stand there whole. */
  const reportAt = (
    bytes: Uint8Array,
    start: number,
    hash: number,
    report: (start: number, end: number) => void,
  ): void => {
    for (let at = slotOf(hash, slots.length); slots[at] !== 0; at = (at + 1) % slots.length) {
      const number = (slots[at] as number) - 1;
      if (hashes[number] !== hash) continue;
      const needle = needles[number] as Uint8Array;
      const begin = start - (middles[number] as number);
      if (stands(needle, bytes, begin)) report(begin, begin + needle.length);
    }
  };

  return {
    /** A needle that is there already is not added twice. Throws for one that is too short. */
    add: (needle: Uint8Array): void => {
      if (needle.length < windowBytes) throw new RangeError('a needle is shorter than a window');
      // The beginnings of tokens and keys are alike (`eyJhbGciOi`, `-----BEGIN`), their middles are not.
      const middle = (needle.length - windowBytes) >> 1;
      const hash = hashOf(needle, middle);
      for (let at = slotOf(hash, slots.length); slots[at] !== 0; at = (at + 1) % slots.length) {
        const known = needles[(slots[at] as number) - 1] as Uint8Array;
        if (known.length === needle.length && stands(known, needle, 0)) return;
      }
      needles.push(needle);
      middles.push(middle);
      hashes.push(hash);
      const bit = hash >>> (32 - filterBits);
      filter[bit >> 3] = (filter[bit >> 3] as number) | (1 << (bit & 7));
      if (needles.length * 2 > slots.length) {
        slots = new Int32Array(slots.length * 2);
        for (let number = 0; number < needles.length; number += 1) insert(number);
      } else insert(needles.length - 1);
    },
    size: (): number => needles.length,
    /** Reports each place where a needle stands, by its first and its last offset. */
    find: (bytes: Uint8Array, report: (start: number, end: number) => void): void => {
      if (needles.length === 0 || bytes.length < windowBytes) return;
      let hash = hashOf(bytes, 0);
      for (let start = 0; ; start += 1) {
        const bit = hash >>> (32 - filterBits);
        if (((filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0) reportAt(bytes, start, hash, report);
        const next = start + windowBytes;
        if (next >= bytes.length) return;
        hash =
          (Math.imul(hash, base) + (bytes[next] as number) - Math.imul(leaving, bytes[start] as number)) | 0;
      }
    },
  };
};

const slotOf = (hash: number, slots: number): number => (Math.imul(hash, 0x9e_37_79_b1) >>> 8) % slots;

const hashOf = (bytes: Uint8Array, start: number): number => {
  let hash = 0;
  for (let at = start; at < start + windowBytes; at += 1)
    hash = (Math.imul(hash, base) + (bytes[at] as number)) | 0;
  return hash;
};

const stands = (needle: Uint8Array, bytes: Uint8Array, start: number): boolean => {
  if (start < 0 || start + needle.length > bytes.length) return false;
  for (let at = 0; at < needle.length; at += 1) if (needle[at] !== bytes[start + at]) return false;
  return true;
};
