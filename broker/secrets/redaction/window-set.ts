/** All windows of one width that stand in some texts: to know whether what was read last is a piece of one. */
export type WindowSet = {
  readonly width: number;
  /** Of a window from nothing. */
  hashOf(window: Uint8Array): number;
  /** Of the window that is one code further: `left` goes out of it and `code` comes in. */
  roll(hash: number, left: number, code: number): number;
  /** Whether a window of this hash may be one. The rest is compared: two may have one hash. */
  mayHold(hash: number): boolean;
  holds(window: Uint8Array): boolean;
};

const base = 0x01000193;

/** A rolling hash (Karp and Rabin 1987), so that a long text costs as little as a short one. */
export function makeWindowSet(texts: readonly Uint8Array[], width: number): WindowSet {
  const windows = new Set<string>();
  const pieces = texts.reduce((sum, text) => sum + text.length, 0);
  // So large that chance hits one place in fifty or fewer.
  const size = 2 ** Math.ceil(Math.log2(Math.max(65_536, 50 * pieces)));
  const mask = size - 1;
  const known = new Uint8Array(size);
  let leaving = 1;
  for (let at = 0; at < width; at += 1) leaving = Math.imul(leaving, base);

  const roll = (hash: number, left: number, code: number): number =>
    (Math.imul(hash, base) + code - Math.imul(left, leaving)) | 0;
  const hashOf = (window: Uint8Array): number => {
    let hash = 0;
    for (const code of window) hash = roll(hash, 0, code);
    return hash;
  };
  const placeOf = (hash: number): number => (hash ^ (hash >>> 15)) & mask;
  for (const text of texts) {
    const latin1 = latin1Of(text);
    let hash = hashOf(text.subarray(0, width));
    for (let at = 0; at + width <= text.length; at += 1) {
      known[placeOf(hash)] = 1;
      windows.add(latin1.slice(at, at + width));
      hash = roll(hash, text[at] as number, text[at + width] ?? 0);
    }
  }
  return {
    width,
    hashOf,
    roll,
    mayHold: (hash) => known[placeOf(hash)] === 1,
    holds: (window) => windows.has(latin1Of(window)),
  };
}

const latin1Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
