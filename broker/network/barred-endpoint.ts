import { parsePathPattern, readPath } from './path-pattern.ts';

/** A place where a handle's `fetch` does not go, in any spelling that some server takes for it. */
export type BarredEndpoint = {
  readonly url: string;
  /** Also everything under it: who mounts a handler at a path often serves what is under it, too. */
  readonly below: boolean;
  readonly why: 'sign-in-endpoint' | 'mcp-endpoint';
};

/**
 * Whether a server may take the URL for the endpoint. A path that all servers read alike is compared as they fold it:
 * decoded, in any case, without blanks and dots around a name, without a format (`.json`) behind it. Of any other path,
 * whatever a server decodes, cuts off, drops or climbs, it is left with some of the names in it, in their order. So
 * that is refused in which the endpoint's names come in this order.
 */
export function mayReach({ url: endpoint, below }: BarredEndpoint, url: URL): boolean {
  const { origin, pathname } = new URL(endpoint);
  if (origin !== url.origin) return false;
  const wanted = namesIn(pathname) ?? [];
  const given = namesIn(url.pathname);
  if (given === undefined) return true;
  const read = readPath(url.pathname);
  if (!read.ok || read.path.plainUpTo < read.path.segments.length) return comeInOrder(wanted, given);
  return (below || given.length === wanted.length) && wanted.every((name, index) => given[index] === name);
}

/** Whether the pattern admits the endpoint, or something below it. */
export function patternReaches(pattern: string, { url }: BarredEndpoint): boolean {
  const parsed = parsePathPattern(pattern);
  if (!parsed.ok) return false;
  const { segments, open } = parsed.pattern;
  const wanted = namesIn(new URL(url).pathname) ?? [];
  return wanted.every((name, index) => {
    const segment = segments[index];
    return segment === undefined ? open : segment === '*' || namesIn(segment)?.[0] === name;
  });
}

const comeInOrder = (wanted: readonly string[], given: readonly string[]): boolean => {
  let found = 0;
  for (const name of given) if (name === wanted[found]) found += 1;
  return found === wanted.length;
};

const mostDecodings = 8;
const triplet = /%[0-9a-f]{2}/gi;

/** All names that any decoding shows. `undefined`: it is encoded more often than any server decodes. */
const namesIn = (path: string): readonly string[] | undefined => {
  let text = path;
  for (let times = 0; text.includes('%') && text.search(triplet) >= 0; times += 1) {
    if (times === mostDecodings) return undefined;
    text = asUtf8(text.replace(triplet, (found) => String.fromCharCode(Number.parseInt(found.slice(1), 16))));
  }
  return text.normalize('NFKC').toLowerCase().split(separators).map(folded).filter(Boolean);
};

/** What ends a name for somebody, and what looks like a slash. */
const separators = /[/\\?#;%\p{Cc}\u00a5\u20a9\u2044\u2215\u2216\u2571\u2572\u27cb\u27cd\u29f5\u29f8\u29f9]/u;

const folded = (name: string): string =>
  name
    .replace(/\p{DI}/gu, '')
    .replace(/^[\s.+]+|[\s.+]+$/g, '')
    .replace(/\.[a-z0-9]*$/, '');

/** Overlong forms as well, which some servers take for the character that they spell (`%c1%ad` for `m`). */
const asUtf8 = (bytes: string): string =>
  bytes.replace(/[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}/g, (sequence) => {
    let point = sequence.charCodeAt(0) & (0x7f >> sequence.length);
    for (const byte of sequence.slice(1)) point = (point << 6) | (byte.charCodeAt(0) & 0x3f);
    return point > 0x10ffff ? '' : String.fromCodePoint(point);
  });
