import type { Scrub, ScrubStream } from '../network/send.ts';
import type { Credential } from '../secrets/credential.ts';
import { lastingStream, withThoseInUse } from '../secrets/lasting-stream.ts';
import { makeJsonScrubStream } from '../secrets/redaction/scrub-json.ts';
import { type Scrubber, together } from '../secrets/redaction/scrubber.ts';
import type { ProgramScrub } from '../secrets/server-program.ts';
import { longestMessage } from './wire.ts';

/**
 * Redaction of everything that a session's server sends. A secret may be exchanged while the session lives, and the
 * server may still know the old one: each one that was in use lately is looked for.
 */
export const makeScrubbing = () => {
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
    return {
      push: (chunk) => counted(stream, () => stream.push(chunk)),
      end: () => counted(stream, stream.end),
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
    text: (value: string): string => all().text(value).text,
  });
};
