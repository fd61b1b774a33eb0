import { type ByteScrubber, type Scrubber, together } from './redaction/scrubber.ts';

/** The tokens that are given up are long over. */
const mostScrubbers = 8;

/** What was looked for before, and what is in use now: of those that are too many, the ones that are over longest go. */
export const withThoseInUse = (known: readonly Scrubber[], now: readonly Scrubber[]): readonly Scrubber[] =>
  now.every((scrubber) => known.includes(scrubber))
    ? known
    : [...known.filter((scrubber) => !now.includes(scrubber)), ...now].slice(-mostScrubbers);

/**
 * A scrubbed stream that goes on for as long as it likes: what its connection begins to use meanwhile is looked for from
 * then on, and what it used before still is. A server may tell who listens what came with another request.
 */
export function lastingStream(inUse: () => readonly Scrubber[]): ByteScrubber {
  let known = inUse();
  let stream = together(known).stream();
  /** Of streams before this one. */
  let hitsBefore = 0;

  const counted = (bytes: readonly Uint8Array[]): readonly Uint8Array[] => {
    lasting.hits = hitsBefore + stream.hits;
    return bytes;
  };
  /** What the previous stream kept back may be the beginning of a form that this one searches for. */
  const next = (): readonly Uint8Array[] => {
    const rest = stream.end();
    hitsBefore += stream.hits;
    stream = together(known).stream();
    return rest.flatMap(stream.push);
  };

  const lasting = {
    push: (chunk: Uint8Array) => {
      const before = known;
      known = withThoseInUse(known, inUse());
      const rest = known === before ? [] : next();
      return counted([...rest, ...stream.push(chunk)]);
    },
    end: () => counted(stream.end()),
    hits: 0,
  };
  return lasting;
}
