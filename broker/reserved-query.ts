/**
 * Whether a query names a parameter that the credential sets itself.
 *
 * Servers fold names in their own ways: case, `key[]`, PHP's `.`, space and first `[` for `_`, `;` between pairs, a cut
 * at NUL. All of these count as the same name, since the cost of a false alarm is a refused request.
 * A name that does not decode counts too.
 */
export const namesReserved = (search: string, reserved: readonly string[]): boolean => {
  if (search.length < 2 || reserved.length === 0) return false;
  const taken = new Set(reserved.map(fold));
  return search
    .slice(1)
    .split(/[&;]/)
    .some((pair) => {
      const name = decode(pair.split('=', 1)[0] ?? '');
      return name === undefined || taken.has(fold(name)) || taken.has(fold(name.replace('[', '_')));
    });
};

const decode = (name: string): string | undefined => {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL ends a name in some servers
    .replace(/[\u0000[].*$/s, '')
    .replace(/[. -]/g, '_');
