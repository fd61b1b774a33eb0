import { encodedForms } from './encoded-forms.ts';
import { makeFormFinder } from './find-forms.ts';
import { keepBackFor } from './keep-back.ts';
import { chooseMarker } from './redaction-marker.ts';
import { makeScrubStream, type ScrubStream } from './scrub-stream.ts';

export type { ScrubStream };

export type Scrubber = {
  stream(): ScrubStream;
  /** For header values, error texts, MCP strings: whole value at once. */
  text(value: string): { text: string; hits: number };
};

/**
 * Bytes in UTF-8 that a secret must have (a count of characters is never more, so checking that is safe too).
 * Eight, because shorter ones stand in innocent bodies: seven digits once in 10 MB of random digits, a word of
 * five letters in any text. Markers at innocent places spoil bodies, and tell the secret to an extension that
 * compares. Issued tokens have 20 and more. Not checked here: shorter ones are scrubbed as well.
 */
export const minimumSecretLength = 8;

/**
 * Build once per (connection, secret version). `secrets` are the base strings a credential kind reports: the
 * token; for Basic both the password and `user:password`. Duplicate and empty ones are ignored.
 */
export const makeScrubber = (secrets: readonly string[]): Scrubber => {
  const forms = distinct(secrets.flatMap(encodedForms));
  const marker = chooseMarker(forms);
  const finder = makeFormFinder(forms);
  const shortest = forms.reduce((length, form) => Math.min(length, form.length), Number.POSITIVE_INFINITY);

  const keepBack = keepBackFor(forms);
  const stream = (): ScrubStream => makeScrubStream(finder, marker, keepBack);

  const text = (value: string): { text: string; hits: number } => {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    if (value.length * 3 < shortest) return { text: value, hits: 0 };
    const bytes = Buffer.from(value);
    let found = false;
    finder.find(bytes, 0, () => {
      found = true;
    });
    if (!found) return { text: value, hits: 0 };
    const scrub = stream();
    const scrubbed = Buffer.concat([...scrub.push(bytes), ...scrub.end()]).toString();
    // A form in UTF-16 may end inside a character; what is left of it becomes U+FFFD, which a secret may contain.
    const again = scrubbed.includes('\ufffd') ? text(scrubbed) : { text: scrubbed, hits: 0 };
    return { text: again.text, hits: scrub.hits + again.hits };
  };

  const scrubber = Object.freeze<Scrubber>({ stream, text });
  secretsOf.set(scrubber, secrets);
  return scrubber;
};

/** Not a field of a scrubber, which is printed when somebody prints what holds it. */
const secretsOf = new WeakMap<Scrubber, readonly string[]>();
/** Throws for what was not made here: of that one nothing would be looked for, and nobody would notice. */
const secretsIn = (scrubber: Scrubber): readonly string[] => {
  const secrets = secretsOf.get(scrubber);
  if (secrets === undefined) throw new TypeError('a scrubber that makeScrubber did not make');
  return secrets;
};
/** By the first of them: building costs what building all of them did. */
const joined = new WeakMap<Scrubber, { readonly of: readonly Scrubber[]; readonly scrubber: Scrubber }>();

/**
 * One that looks for the secrets of all of them at once. One after the other, the first could take a piece out of a secret
 * of the second's (a token that was pasted but for its end and then whole, a user name that changed before the same
 * password), and nobody would find what is left of it.
 */
export const together = (scrubbers: readonly Scrubber[]): Scrubber => {
  const [first] = scrubbers;
  if (first !== undefined && scrubbers.length === 1) return first;
  const before = first && joined.get(first);
  if (before?.of.length === scrubbers.length && before.of.every((one, at) => one === scrubbers[at]))
    return before.scrubber;
  const scrubber = makeScrubber(scrubbers.flatMap(secretsIn));
  if (first !== undefined) joined.set(first, { of: [...scrubbers], scrubber });
  return scrubber;
};

const distinct = (forms: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(forms.map((form) => [Buffer.from(form).toString('latin1'), form])).values(),
];
