import type { Scrubber, ScrubStream } from '../redaction/scrubber.ts';

/** Each costs a pass over what comes. The tokens that are given up are long over. */
export const mostScrubbers = 8;

/**
 * A scrubbed stream that goes on for as long as it likes: what its connection begins to use meanwhile is looked for from
 * then on, and what it used before still is. A server may tell who listens what came with another request.
 */
export const lastingStream = (inUse: () => readonly Pick<Scrubber, 'stream'>[]): ScrubStream => {
  const known = new WeakSet<object>();
  const streams: ScrubStream[] = [];
  /** Of streams that were given up. */
  let hitsBefore = 0;

  const through = (bytes: readonly Uint8Array[]): readonly Uint8Array[] =>
    streams.reduce((clean, stream) => clean.flatMap(stream.push), bytes);
  /** What is kept back for the longest time goes on to the others, and is kept back for no more of its own. */
  const giveUpOldest = (): readonly Uint8Array[] => {
    const oldest = streams.shift();
    if (oldest === undefined) return [];
    const rest = oldest.end();
    hitsBefore += oldest.hits;
    return through(rest);
  };

  const counted = (bytes: readonly Uint8Array[]): readonly Uint8Array[] => {
    lasting.hits = streams.reduce((sum, stream) => sum + stream.hits, hitsBefore);
    return bytes;
  };

  const lasting = {
    push: (chunk: Uint8Array) => {
      for (const scrubber of inUse()) {
        if (known.has(scrubber)) continue;
        known.add(scrubber);
        streams.push(scrubber.stream());
      }
      const before: Uint8Array[] = [];
      while (streams.length > mostScrubbers) before.push(...giveUpOldest());
      return counted([...before, ...through([chunk])]);
    },
    end: () => {
      const rest: Uint8Array[] = [];
      while (streams.length > 0) rest.push(...giveUpOldest());
      return counted(rest);
    },
    hits: 0,
  };
  return lasting;
};
