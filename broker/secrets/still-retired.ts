export const mostRetired = 64;
/** However old. */
const fewestRetired = 4;
/** In characters, of all: the vault seals 256 KiB at once, and each is searched for in a dozen encodings. */
const longestRetired = 64 * 1024;

/** Of replaced tokens, newest first: those that servers may still accept, and the last few that they may still show. */
export function stillRetired<T extends { readonly until: number }>(
  tokens: readonly T[],
  now: number,
  textOf: (token: T) => string,
): T[] {
  let left = longestRetired;
  return tokens
    .filter(({ until }, at) => at < fewestRetired || until > now)
    .slice(0, mostRetired)
    .filter((token) => {
      left -= textOf(token).length;
      return left >= 0;
    });
}
