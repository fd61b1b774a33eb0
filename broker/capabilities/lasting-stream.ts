import type { Scrubber, ScrubStream } from '../redaction/scrubber.ts';

/** Each costs a pass over what comes. The tokens that are given up are long over. */
export const mostScrubbers = 8;
const nothing: Uint8Array = new Uint8Array(0);

/**
 * A scrubbed stream that goes on for as long as it likes: what its connection begins to use meanwhile is looked for from
 * then on, and what it used before still is. A server may tell who listens what came with another request.
 */
export const lastingStream = (inUse: () => readonly Pick<Scrubber, 'stream'>[]): ScrubStream => {
  const known = new WeakSet<object>();
  const streams: ScrubStream[] = [];
  let hits = 0;

  const through = (bytes: Uint8Array): Uint8Array => {
    let clean = bytes;
    for (const stream of streams) clean = stream.push(clean);
    return clean;
  };
  /** What is kept back for the longest time goes on to the others, and is kept back for no more of its own. */
  const giveUpOldest = (): Uint8Array => {
    const oldest = streams.shift();
    if (oldest === undefined) return nothing;
    const rest = oldest.end();
    hits += oldest.hits;
    return through(rest);
  };
  const joined = (one: Uint8Array, other: Uint8Array): Uint8Array =>
    one.length === 0 ? other : Buffer.concat([one, other]);

  return Object.freeze({
    push: (chunk: Uint8Array) => {
      for (const scrubber of inUse()) {
        if (known.has(scrubber)) continue;
        known.add(scrubber);
        streams.push(scrubber.stream());
      }
      let before = nothing;
      while (streams.length > mostScrubbers) before = joined(before, giveUpOldest());
      return joined(before, through(chunk));
    },
    end: () => {
      let rest = nothing;
      while (streams.length > 0) rest = joined(rest, giveUpOldest());
      return rest;
    },
    get hits() {
      return streams.reduce((sum, stream) => sum + stream.hits, hits);
    },
  });
};
