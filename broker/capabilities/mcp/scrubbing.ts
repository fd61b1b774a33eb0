import { scrubJson } from '../../redaction/scrub-json.ts';
import { longestFirst, type Scrubber } from '../../redaction/scrubber.ts';
import type { Credential } from '../credential.ts';
import { mostScrubbers } from '../lasting-stream.ts';

/**
 * Redaction of everything that a session's server sends. A secret may be exchanged while the session lives, and the
 * server may still know the old one: each one that was in use lately is looked for.
 */
export const makeScrubbing = () => {
  /** As they came: the oldest is given up. */
  let known: readonly Scrubber[] = [];
  let scrubbers: readonly Scrubber[] = [];
  let credential: Pick<Credential, 'inUse'> | undefined;
  const all = (): readonly Scrubber[] => {
    // A token may have been fetched meanwhile, so the credential is asked at each time.
    const others = credential?.inUse().filter((scrubber) => !known.includes(scrubber)) ?? [];
    if (others.length === 0) return scrubbers;
    known = [...known, ...others].slice(-mostScrubbers);
    scrubbers = known.toSorted(longestFirst);
    return scrubbers;
  };
  return Object.freeze({
    use: (opened: Pick<Credential, 'inUse'>): void => {
      all();
      credential = opened;
    },
    scrub: (value: unknown): { readonly value: unknown; readonly hits: number } => {
      let hits = 0;
      let clean = value;
      for (const scrubber of all()) {
        const scrubbed = scrubJson(scrubber, clean);
        clean = scrubbed.value;
        hits += scrubbed.hits;
      }
      return { value: clean, hits };
    },
    text: (text: string): string => all().reduce((clean, scrubber) => scrubber.text(clean).text, text),
  });
};
