import type { ManifestPlace } from './place.ts';

/** Free text, and names that speak of a secret: what stands there is never repeated. */
const secretive =
  /secret|token|passw|passphrase|credential|private|key|^(?:username|default|placeholder|prefix|equals)$/i;

/** Prefixes that services give their tokens, so that they can be found where they should not be. */
const issued = /gh[pousr]_|github_pat_|glpat-|sk-|xox[abp]-|AKIA|eyJ|npm_|Bearer /;
const unbroken = /[A-Za-z0-9+/=_-]{16,}/g;

/** A long run of mixed letters and digits, or an address with something before an `@`: better not said aloud. */
const looksLikeCredential = (text: string): boolean =>
  issued.test(text) ||
  text.includes('@') ||
  (text.match(unbroken) ?? []).some((run) => /\d/.test(run) && /[A-Za-z]/.test(run));

/**
 * What was found, for a sentence that an author reads in a terminal or a bug report: at most 60 characters, the
 * ones without a plain shape escaped. `undefined` where it might be a secret that was pasted in the wrong place.
 */
export function quoteFound(place: ManifestPlace, found: unknown): string | undefined {
  if (typeof found === 'number' || typeof found === 'boolean' || found === null)
    return `\`${String(found)}\``;
  if (typeof found !== 'string' || found.length === 0) return undefined;
  if (place.some((step) => typeof step === 'string' && secretive.test(step))) return undefined;
  return looksLikeCredential(found) ? undefined : `\`"${plain(found)}"\``;
}

/** A name that the author chose (a key, an id), or undefined as above. */
export const quoteName = (name: string): string | undefined =>
  name.length === 0 || looksLikeCredential(name) ? undefined : `\`${plain(name)}\``;

const plain = (text: string): string => {
  const shown = [...text.slice(0, 60)]
    .map((character) => (/^[\x20-\x5b\x5d-\x5f\x61-\x7e]$/.test(character) ? character : escaped(character)))
    .join('');
  return text.length <= 60 && shown.length <= 60 ? shown : `${shown.slice(0, 59)}…`;
};

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
