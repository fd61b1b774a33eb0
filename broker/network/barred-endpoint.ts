import { inNoName } from '@valetkey/api-contracts';
import { matchesPath, parsePathPattern, readPath } from './path-pattern.ts';

/** A place where a handle's `fetch` does not go, in any spelling that some server takes for it. */
export type BarredEndpoint = {
  readonly url: string;
  /** Also everything under it: who mounts a handler at a path often serves what is under it, too. */
  readonly below: boolean;
  readonly why: 'sign-in-endpoint' | 'mcp-endpoint';
};

/**
 * Whether a server may take the URL for the endpoint. A path that all servers read alike is compared as they fold it:
 * decoded, in any case, without blanks and dots around a name, without a stream or a format (`.json`) behind it. Of any
 * other path, whatever a server decodes, cuts off, drops or climbs, it is left with some of the names in it, in their
 * order. So that is refused in which the endpoint's names come in this order.
 */
export function mayReach({ url: endpoint, below }: BarredEndpoint, url: URL): boolean {
  const { origin, pathname } = new URL(endpoint);
  if (origin !== url.origin) return false;
  const text = decoded(url.pathname);
  if (text === undefined) return true;
  const [wanted, given] = [namesIn(pathname), namesOf(text)];
  // With an encoded slash, too: the endpoint's names have none, so only one of the readings can be the endpoint.
  const read = readPath(url.pathname);
  if (!read.ok) return comeInOrder(wanted, given) || comeInOrder(wanted, namesOf(withoutControls(text)));
  return (below || given.length === wanted.length) && wanted.every((name, index) => given[index] === name);
}

/** Whether the pattern admits the endpoint, or something below it. */
export function patternReaches(pattern: string, { url }: BarredEndpoint): boolean {
  const parsed = parsePathPattern(pattern);
  if (!parsed.ok) return false;
  const { segments, open } = parsed.pattern;
  const wanted = namesIn(new URL(url).pathname);
  return wanted.every((name, index) => {
    const segment = segments[index];
    return segment === undefined ? open : segment === '*' || namesIn(segment)[0] === name;
  });
}

/** Whether some server may read the path as one that the pattern admits. */
export function mayBeReadAs(pattern: string, pathname: string): boolean {
  const read = readPath(pathname);
  if (read.ok && matchesPath(pattern, read.path)) return true;
  const [parsed, text] = [parsePathPattern(pattern), decoded(pathname)];
  if (!read.ok || !parsed.ok || text === undefined) return true;
  const { segments, open } = parsed.pattern;
  const names = namesOf(text);
  if (open ? names.length < segments.length : names.length !== segments.length) return false;
  return segments.every((segment, index) => segment === '*' || namesIn(segment)[0] === names[index]);
}

const comeInOrder = (wanted: readonly string[], given: readonly string[]): boolean => {
  let found = 0;
  for (const name of given) if (name === wanted[found]) found += 1;
  return found === wanted.length;
};

const mostDecodings = 8;
/** Of a byte, or of UTF-16 as IIS decodes it. */
const encoded = /%(?:([0-9a-f]{2})|u([0-9a-f]{4}))/gi;

/** Decoded until nothing is left to decode. `undefined`: it is encoded more often than any server decodes. */
const decoded = (path: string): string | undefined => {
  let text = path;
  for (let times = 0; text.search(encoded) >= 0; times += 1) {
    if (times === mostDecodings) return undefined;
    text = asUtf8(
      text.replace(encoded, (_, byte?: string, unit = '') =>
        String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
      ),
    );
  }
  return text;
};

/** All names that any decoding shows. */
const namesOf = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{DI}]/gu, '')
    .toLowerCase()
    .split(inNoName)
    .map(folded)
    .filter(Boolean);

const namesIn = (path: string): readonly string[] => namesOf(decoded(path) ?? path);

/** A control ends a name for one server, and the next one drops it (`URL`: tabs and line ends). */
const withoutControls = (text: string): string => text.replace(/\p{Cc}/gu, '');

/** Without a stream (NTFS), and without a format (Rails, Spring) but in names that begin with a dot. */
const folded = (name: string): string => trimmed(name.replace(/:.*$/s, '')).replace(/(?<=.)\.[a-z0-9]*$/, '');

/** Blanks and dots. A regular expression for the end would be slow over many of them. */
const trimmed = (name: string): string => {
  const characters = [...name];
  const from = characters.findIndex((character) => !around.test(character));
  return from < 0
    ? ''
    : characters.slice(from, characters.findLastIndex((one) => !around.test(one)) + 1).join('');
};
const around = /[\s.+\p{M}]|(?![!-~])\p{Po}/u;

/** Overlong forms as well, which some servers take for the character that they spell (`%c1%ad` for `m`). */
const asUtf8 = (bytes: string): string =>
  bytes.replace(/[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}/g, (sequence) => {
    let point = sequence.charCodeAt(0) & (0x7f >> sequence.length);
    for (const byte of sequence.slice(1)) point = (point << 6) | (byte.charCodeAt(0) & 0x3f);
    return point > 0x10ffff ? '' : String.fromCodePoint(point);
  });
