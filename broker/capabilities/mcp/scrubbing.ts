import { scrubJson } from '../../redaction/scrub-json.ts';
import type { Scrubber } from '../../redaction/scrubber.ts';
import type { Credential } from '../credential.ts';
import { mostScrubbers } from '../lasting-stream.ts';

type Scrubs = Pick<Scrubber, 'text' | 'stream'>;

/**
 * Redaction of everything that a session's server sends. A secret may be exchanged while the session lives, and the
 * server may still know the old one: each one that was in use lately is looked for.
 */
export const makeScrubbing = () => {
  let scrubbers: readonly Scrubs[] = [];
  let credential: Pick<Credential, 'inUse'> | undefined;
  const all = (): readonly Scrubs[] => {
    // A token may have been fetched meanwhile, so the credential is asked at each time.
    const others = credential?.inUse().filter((scrubber) => !scrubbers.includes(scrubber)) ?? [];
    if (others.length > 0) scrubbers = [...scrubbers, ...others].slice(-mostScrubbers);
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
