import { longestFirst, type Scrubber, type ScrubStream } from '../redaction/scrubber.ts';

/** Each costs a pass over what comes. The tokens that are given up are long over. */
export const mostScrubbers = 8;

type Scrubs = Pick<Scrubber, 'stream' | 'size'>;
type Known = { readonly scrubber: Scrubs; readonly stream: ScrubStream; readonly came: number };

/**
 * A scrubbed stream that goes on for as long as it likes: what its connection begins to use meanwhile is looked for from
 * then on, and what it used before still is. A server may tell who listens what came with another request.
 */
export const lastingStream = (inUse: () => readonly Scrubs[]): ScrubStream => {
  const known = new WeakSet<object>();
  /** In the order in which a byte goes through them. */
  const streams: Known[] = [];
  let came = 0;
  /** Of streams that were given up. */
  let hitsBefore = 0;

  const through = (those: readonly Known[], bytes: readonly Uint8Array[]): readonly Uint8Array[] =>
    those.reduce((clean, { stream }) => clean.flatMap(stream.push), bytes);
  /** What it keeps back goes on to those behind it, and is kept back for no more of its own. */
  const giveUp = (at: number): readonly Uint8Array[] => {
    const [given] = streams.splice(at, 1);
    if (given === undefined) return [];
    const rest = given.stream.end();
    hitsBefore += given.stream.hits;
    return through(streams.slice(at), rest);
  };
  /** Of those that are in use no more. */
  const oldest = (now: readonly Scrubs[]): number => {
    const over = streams.filter(({ scrubber }) => !now.includes(scrubber)).map(({ came }) => came);
    const first = Math.min(...over);
    return streams.findIndex(({ came }) => came === first);
  };

  const counted = (bytes: readonly Uint8Array[]): readonly Uint8Array[] => {
    lasting.hits = streams.reduce((sum, { stream }) => sum + stream.hits, hitsBefore);
    return bytes;
  };

  const lasting = {
    push: (chunk: Uint8Array) => {
      const now = inUse();
      for (const scrubber of now) {
        if (known.has(scrubber)) continue;
        known.add(scrubber);
        came += 1;
        streams.push({ scrubber, stream: scrubber.stream(), came });
        streams.sort((one, other) => longestFirst(one.scrubber, other.scrubber));
      }
      const before: Uint8Array[] = [];
      while (streams.length > mostScrubbers) before.push(...giveUp(oldest(now)));
      return counted([...before, ...through(streams, [chunk])]);
    },
    end: () => {
      const rest: Uint8Array[] = [];
      while (streams.length > 0) rest.push(...giveUp(0));
      return counted(rest);
    },
    hits: 0,
  };
  return lasting;
};
