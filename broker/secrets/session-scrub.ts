import type { Scrub, ScrubStream } from '../network/send.ts';
import type { Credential } from './credential.ts';
import { lastingStream, withThoseInUse } from './lasting-stream.ts';
import { makeJsonScrubStream } from './redaction/scrub-json.ts';
import { type Scrubber, together } from './redaction/scrubber.ts';
import type { ProgramScrub } from './server-program.ts';

/**
 * Redaction of everything that a session's server sends. A secret may be exchanged while the session lives, and the
 * server may still know the old one: each one that was in use lately is looked for.
 */
export function makeSessionScrub(longestMessage: number) {
  let known: readonly Scrubber[] = [];
  let credential: Pick<Credential, 'inUse'> | undefined;
  const inUse = (): readonly Scrubber[] => {
    // A token may have been fetched meanwhile, so the credential is asked at each time.
    known = withThoseInUse(known, credential?.inUse() ?? []);
    return known;
  };
  const all = (): Scrubber => together(inUse());
  let hits = 0;
  /** Messages are text that somebody parses: their strings and numbers are scrubbed as what they mean. */
  const json = (): ScrubStream => {
    const stream = makeJsonScrubStream(all, longestMessage);
    let between = lastingStream(inUse);
    /** What stands in several values: a list of bytes. Nothing of a message waits for the next one. */
    const lookBetween = (pieces: readonly Uint8Array[]): readonly Uint8Array[] =>
      pieces.flatMap((piece) => {
        const end = endOfMessage(piece);
        if (end === 0) return counted(between, () => between.push(piece));
        const done = between;
        between = lastingStream(inUse);
        return [
          ...counted(done, () => [...done.push(piece.subarray(0, end)), ...done.end()]),
          ...counted(between, () => between.push(piece.subarray(end))),
        ];
      });
    return {
      push: (chunk) => lookBetween(joined(counted(stream, () => stream.push(chunk)))),
      end: () => [...lookBetween(joined(counted(stream, stream.end))), ...counted(between, between.end)],
      hits: 0,
    };
  };
  const counted = <T>(stream: ScrubStream, work: () => T): T => {
    const before = stream.hits;
    const done = work();
    hits += stream.hits - before;
    return done;
  };
  const text: Scrub['text'] = (value) => {
    const scrubbed = all().text(value);
    hits += scrubbed.hits;
    return scrubbed;
  };
  const scrub = Object.freeze<Scrub & ProgramScrub>({
    stream: json,
    text,
    isInName: (name) => {
      const isThere = all().isInName(name);
      if (isThere) hits += 1;
      return isThere;
    },
    output: json,
    errorOutput: () => lastingStream(inUse),
  });
  return Object.freeze({
    use: (opened: Pick<Credential, 'inUse'>): void => {
      all();
      credential = opened;
    },
    /** For what opens the wire: it scrubs all that the server says, before anybody reads it. */
    scrub,
    /**
     * How much was taken out since this was asked before. With several requests at once, it is of all of them. Throws
     * where the credential is gone: of an answer that came after a sign-out nothing is handed on.
     */
    takeHits: (): number => {
      inUse();
      const taken = hits;
      hits = 0;
      return taken;
    },
    /** For what we say ourselves: not counted. */
    text: (value: string): string => all().text(value).text,
  });
}

/** So that the end of a line is seen beside what it ends. */
const joined = (pieces: readonly Uint8Array[]): readonly Uint8Array[] =>
  pieces.length > 1 ? [Buffer.concat(pieces)] : pieces;

/** Behind the last line that ends as a message, a batch or an event does; 0 if there is none. */
const endOfMessage = (piece: Uint8Array): number => {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  for (
    let at = text.lastIndexOf(lineFeed);
    at !== -1;
    at = at === 0 ? -1 : text.lastIndexOf(lineFeed, at - 1)
  ) {
    const last = text[at - 1] === carriageReturn ? text[at - 2] : text[at - 1];
    if (last === undefined || last === closeBrace || last === closeBracket || last === lineFeed)
      return at + 1;
  }
  return 0;
};
const [lineFeed, carriageReturn, closeBracket, closeBrace] = [0x0a, 0x0d, 0x5d, 0x7d];
