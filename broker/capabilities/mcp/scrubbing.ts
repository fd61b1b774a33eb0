import { scrubJson } from '../../redaction/scrub-json.ts';
import { type Scrubber, together } from '../../redaction/scrubber.ts';
import type { Credential } from '../credential.ts';
import { withThoseInUse } from '../lasting-stream.ts';

/**
 * Redaction of everything that a session's server sends. A secret may be exchanged while the session lives, and the
 * server may still know the old one: each one that was in use lately is looked for.
 */
export const makeScrubbing = () => {
  let known: readonly Scrubber[] = [];
  let credential: Pick<Credential, 'inUse'> | undefined;
  const all = (): Scrubber => {
    // A token may have been fetched meanwhile, so the credential is asked at each time.
    known = withThoseInUse(known, credential?.inUse() ?? []);
    return together(known);
  };
  return Object.freeze({
    use: (opened: Pick<Credential, 'inUse'>): void => {
      all();
      credential = opened;
    },
    scrub: (value: unknown): { readonly value: unknown; readonly hits: number } => scrubJson(all(), value),
    text: (text: string): string => all().text(text).text,
  });
};
