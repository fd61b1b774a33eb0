export type SkipTable = {
  /** Length of the window; 0 if the forms are too short for skipping to pay. */
  readonly window: number;
  /** By the last two bytes of a window, how far the window may move without passing the beginning of a form. */
  readonly skip: Uint8Array;
};

/** A longer window skips little more and needs more entries, so more of them hit by chance. */
const longestWindow = 40;
const shortestWindow = 3;

/** The shift table of Wu and Manber (1994) for blocks of two bytes, indexed by the block itself, not a hash. */
export function makeSkipTable(forms: readonly Uint8Array[]): SkipTable {
  const window = forms.reduce((shortest, form) => Math.min(shortest, form.length), longestWindow);
  if (window < shortestWindow) return { window: 0, skip: new Uint8Array(0) };
  const skip = new Uint8Array(0x10000).fill(window - 1);
  for (const form of forms) {
    for (let last = 1; last < window; last += 1) {
      const block = ((form[last - 1] as number) << 8) | (form[last] as number);
      skip[block] = Math.min(skip[block] as number, window - 1 - last);
    }
  }
  return { window, skip };
}
