import { isFixedHeader, isOfFamily, type RawHeaders } from './response-headers.ts';
import type { Scrub, Scrubbed } from './scrub.ts';

export type ScrubbedHead = {
  readonly status: Scrubbed<number>;
  readonly headers: [Scrubbed<string>, Scrubbed<string>][];
  /** What was taken out: forms in values, and headers whose names held one. */
  readonly hits: number;
};

/** A text from outside, or one that a credential may stand in. */
export const scrubText = (scrub: Pick<Scrub, 'text'>, value: string): Scrubbed<string> =>
  scrub.text(value).text as Scrubbed<string>;

/**
 * The head of an answer as it may cross outward. A header in whose name a secret stands is left out: a name that was
 * changed would say nothing. The status has three digits, and its text stays behind, like trailers and 1xx answers.
 *
 * @param created where what was made is (created-at.ts); an address that holds a secret is left out
 * @param also names that the broker's own clients need (MCP's session id), never passed to an extension
 */
export function scrubHead(
  status: number,
  raw: RawHeaders,
  scrub: Scrub,
  also: readonly string[] = [],
  created?: string,
): ScrubbedHead {
  const headers: [Scrubbed<string>, Scrubbed<string>][] = [];
  let hits = 0;
  for (const name of Object.keys(raw)) {
    if (!isFixedHeader(name) && !also.includes(name)) {
      if (!isOfFamily(name)) continue;
      if (scrub.isInName(name)) {
        hits += 1;
        continue;
      }
    }
    for (const value of [raw[name]].flat()) {
      if (value === undefined) continue;
      const clean = scrub.text(value);
      hits += clean.hits;
      headers.push([name as Scrubbed<string>, clean.text as Scrubbed<string>]);
    }
  }
  if (created !== undefined) {
    const clean = scrub.text(created);
    hits += clean.hits;
    if (clean.hits === 0) headers.push(['location' as Scrubbed<string>, clean.text as Scrubbed<string>]);
  }
  return { status: status as Scrubbed<number>, headers, hits };
}
