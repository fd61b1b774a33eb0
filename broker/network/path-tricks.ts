import type { SegmentRefusal } from '@valetkey/api-contracts';

/** Encoded control characters, dot and backslash: no client needs them in a path, every traversal does. */
const neverEncoded = /%(?:[01][0-9a-f]|7f|2e|5c)/i;

/**
 * What climbs out of the path that it stands in, or hides it (Grafana CVE-2025-3454, Tomcat's `..;/`): refused whatever
 * is granted. The rest is judged under a path caveat only (path-pattern.ts): where every path is granted, `;`, `%2f`,
 * `%25` and `//` pass, since whatever the server makes of them was granted too.
 *
 * Looks at the raw text, before `URL` would resolve dots away.
 */
export const findPathTrick = (rawPath: string): SegmentRefusal | undefined => {
  if (neverEncoded.test(rawPath)) return 'encoded-path';
  return hasDotSegment(decode(rawPath) ?? rawPath.replaceAll(/%2f/gi, '/')) ? 'dot-segment' : undefined;
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
