export type PathRefusal = 'dot-segment' | 'encoded-path' | 'empty-segment';

/** Encoded control characters, dot and backslash: no client needs them in a path, every traversal does. */
const neverEncoded = /%(?:[01][0-9a-f]|7f|2e|5c)/i;
/** Legitimate in a path (npm's `/@scope%2fname`), and a second reading of it that a path caveat cannot judge. */
const ambiguous = /%(?:2f|25)/i;

/**
 * What a server might read differently than we do (Grafana CVE-2025-3454, Tomcat's `..;/`, overlong UTF-8).
 * `restricted` says that path caveats apply; then one path must have one reading. Without caveats (no
 * patterns, or the pattern `/**`) the whole origin is granted, and `%2f`, `%25` and `//` pass: whatever the
 * server makes of them lies within what was granted.
 *
 * Looks at the raw text, before `URL` would resolve dots away.
 */
export const findPathTrick = (rawPath: string, restricted: boolean): PathRefusal | undefined => {
  if (neverEncoded.test(rawPath)) return 'encoded-path';
  const decoded = decode(rawPath);
  if (restricted && (decoded === undefined || ambiguous.test(rawPath))) return 'encoded-path';
  if (hasDotSegment(decoded ?? rawPath.replaceAll(/%2f/gi, '/'))) return 'dot-segment';
  return restricted && rawPath.includes('//') ? 'empty-segment' : undefined;
};

/** undefined for a stray percent sign and for bytes that are not UTF-8, such as the overlong `%c0%ae`. */
const decode = (text: string): string | undefined => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Also what only looks like one (fraction, division, set minus, box drawing): best-fit tables map some of them. */
const slashes = /[/\\\u2044\u2215\u2216\u2571\u2572\u29f5\u29f8\u29f9]/;

/** Dots count as such with a parameter (Tomcat), in blanks (Windows trims), and in full width (IIS's best fit). */
const hasDotSegment = (path: string): boolean =>
  /[.\u0080-\uffff]/.test(path) &&
  path
    .normalize('NFKC')
    .split(slashes)
    .some((segment) => /^\s*\.{1,2}\s*(?:;|$)/.test(segment));
