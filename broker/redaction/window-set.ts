/** All windows of one length that stand in some texts: to know whether the last characters read are a piece of one. */
export type WindowSet = {
  readonly width: number;
  /** A fresh reader, one for each stream. */
  reader(): WindowReader;
};

export type WindowReader = {
  /**
   * Takes the next character, which stands in the stream from `start` to `end`. Answers where the window begins that
   * it completes, undefined where the last `width` characters are no window.
   */
  take(code: number, start: number): number | undefined;
  /** What comes next does not continue what came before. */
  reset(): void;
  /** The stream goes on in a chunk whose begin is `by` further. */
  shift(by: number): void;
};

const base = 0x01000193;

/** A rolling hash (Karp and Rabin 1987) finds windows; what it finds is compared, since two may have one hash. */
export const makeWindowSet = (texts: readonly Uint8Array[], width: number): WindowSet => {
  const windows = new Set<string>();
  const size = 2 ** Math.ceil(Math.log2(4 * texts.reduce((sum, text) => sum + text.length, 1)));
  const mask = size - 1;
  /** Hashes by open addressing; 0 is an empty place. */
  const hashes = new Int32Array(size);
  let leaving = 1;
  for (let at = 0; at < width; at += 1) leaving = Math.imul(leaving, base);
  const placeOf = (hash: number): number => {
    let place = (hash ^ (hash >>> 15)) & mask;
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & mask;
    return place;
  };
  for (const text of texts) {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      const left = at < width ? 0 : (text[at - width] as number);
      hash = (Math.imul(hash, base) + (text[at] as number) - Math.imul(left, leaving)) | 0;
      if (at < width - 1) continue;
      hashes[placeOf(hash)] = hash;
      windows.add(Buffer.from(text.subarray(at - width + 1, at + 1)).toString('latin1'));
    }
  }

  const reader = (): WindowReader => {
    const codes = new Uint8Array(width);
    const starts = new Int32Array(width);
    let next = 0;
    let count = 0;
    let hash = 0;
    const compare = (): number | undefined => {
      const window = Buffer.concat([codes.subarray(next), codes.subarray(0, next)]).toString('latin1');
      return windows.has(window) ? starts[next] : undefined;
    };
    return {
      take(code, start) {
        const left = count < width ? 0 : (codes[next] as number);
        hash = (Math.imul(hash, base) + code - Math.imul(left, leaving)) | 0;
        codes[next] = code;
        starts[next] = start;
        next = next + 1 === width ? 0 : next + 1;
        count += 1;
        return count < width || hash === 0 || hashes[placeOf(hash)] !== hash ? undefined : compare();
      },
      reset() {
        count = 0;
        hash = 0;
      },
      shift(by) {
        for (let at = 0; at < width; at += 1) starts[at] = (starts[at] as number) - by;
      },
    };
  };
  return { width, reader };
};
