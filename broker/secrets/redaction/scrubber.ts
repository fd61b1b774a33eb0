import { deflateSync } from 'node:zlib';
import { encodedForms } from './encoded-forms.ts';
import { type FormFinder, makeFormFinder } from './find-forms.ts';
import { newBudget } from './inflate.ts';
import { keepBackFor } from './keep-back.ts';
import { makeKeyTraces } from './key-traces.ts';
import { makeLookThrough } from './look-through.ts';
import { streamLook } from './look-through-stream.ts';
import { privateKeysIn } from './private-keys.ts';
import { chooseMarker } from './redaction-marker.ts';
import { type ByteScrubber, makeScrubStream } from './scrub-stream.ts';
import { classOf } from './stretches.ts';

export type { ByteScrubber };

export type Scrubber = {
  stream(): ByteScrubber;
  /** For header values, error texts, MCP strings: whole value at once. */
  text(value: string): { text: string; hits: number };
  /** Whether a form stands in the name of a header, where letters have lost their case on the way. */
  isInName(name: string): boolean;
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
export function makeScrubber(secrets: readonly string[]): Scrubber {
  const keys = makeKeyTraces(secrets.flatMap(privateKeysIn));
  const written = distinct(secrets.flatMap(encodedForms));
  // Of bytes a marker cannot make a piece that was none, so that the choice is left to the texts.
  const marker = chooseMarker(written);
  const forms = distinct([...written, ...(keys?.pieces ?? [])]);
  const finder = makeFormFinder(forms);
  const shortest = forms.reduce((length, form) => Math.min(length, form.length), Number.POSITIVE_INFINITY);

  const keepBack = keepBackFor(forms, keys);
  const look = makeLookThrough(finder, keys, {
    shortest: shortestOf(secrets),
    longest: keepBack.most,
    boundary: keepBack.boundary,
    ofSecrets: classOf(...secrets.map((secret) => Buffer.from(secret).toString('latin1'))),
    isAscii: secrets.every((secret) => !/[^\0-\x7f]/.test(secret)),
  });
  const stream = (): ByteScrubber =>
    makeScrubStream(finder, marker, keepBack, keys?.scan(), streamLook(look, keepBack));
  const holds = (bytes: Uint8Array): boolean => {
    let found = false;
    const report = (): void => {
      found = true;
    };
    finder.find(bytes, 0, report);
    for (const reader of keys?.scan().readers ?? []) reader.read(bytes, report);
    if (!found) look(bytes, newBudget(), true, report);
    return found;
  };

  /** Header values are the same in answer after answer. */
  const clean = new Set<string>();

  const text = (value: string): { text: string; hits: number } => {
    if (clean.has(value)) return { text: value, hits: 0 };
    // A UTF-16 unit takes at most three bytes in UTF-8.
    if (keys === undefined && value.length * 3 < shortest) return { text: value, hits: 0 };
    const bytes = Buffer.from(value);
    // Bytes that were made a text character by character: of a key they are no UTF-8.
    if (keys !== undefined && isBinary(value)) {
      const binary = Buffer.from(value, 'latin1');
      if (holds(binary)) return scrubbedText(stream(), binary, 'latin1');
    }
    if (!holds(bytes)) {
      if (value.length <= longestKept) {
        if (clean.size === mostKept) clean.clear();
        clean.add(value);
      }
      return { text: value, hits: 0 };
    }
    const scrubbed = scrubbedText(stream(), bytes, 'utf8');
    // A form in UTF-16 may end inside a character; what is left of it becomes U+FFFD, which a secret may contain.
    const again = scrubbed.text.includes('\ufffd') ? text(scrubbed.text) : { text: scrubbed.text, hits: 0 };
    return { text: again.text, hits: scrubbed.hits + again.hits };
  };

  let finderOfNames: FormFinder | undefined;
  const isInName = (name: string): boolean => {
    // Built when a server sends a name that is not on a list.
    finderOfNames ??= makeFormFinder(distinct(forms.map(inLowerCase)));
    let found = false;
    finderOfNames.find(Buffer.from(name.toLowerCase()), 0, () => {
      found = true;
    });
    return found || holds(Buffer.from(name));
  };

  const scrubber = Object.freeze<Scrubber>({ stream, text, isInName });
  secretsOf.set(scrubber, secrets);
  return scrubber;
}

/** Of texts in which nothing was found: 64 KiB at most for each scrubber. */
const longestKept = 128;
const mostKept = 256;

/** Of those that are shorter, encodings are not looked through: nobody may save one. */
const leastWorth = 6;
/** What is compressed may be shorter than the secret in it; and of keys, pieces are looked for. */
const mostWorth = 24;
/** Zlib's own bytes are eight: it may write a secret in fewer bytes than it has, and than `mostWorth`, if characters repeat. */
const mayShrink = (secret: string): boolean =>
  new Set(secret).size <= Math.min(secret.length, mostWorth) - zlibOwn;
const zlibOwn = 8;
const leastOf = (secret: string): number => {
  const bytes = Buffer.from(secret);
  return mayShrink(secret) ? Math.min(bytes.length, deflateSync(bytes, { level: 9 }).length) : bytes.length;
};
const shortestOf = (secrets: readonly string[]): number =>
  secrets
    .filter((secret) => secret !== '')
    .map((secret) => Math.min(mostWorth, Math.max(leastWorth, leastOf(secret.trim()))))
    .reduce((shortest, length) => Math.min(shortest, length), mostWorth);

const isBinary = (value: string): boolean => /[\u0080-\u00ff]/.test(value) && !/[^\0-\u00ff]/.test(value);

const scrubbedText = (
  scrub: ByteScrubber,
  bytes: Uint8Array,
  encoding: BufferEncoding,
): { text: string; hits: number } => {
  const text = Buffer.concat([...scrub.push(bytes), ...scrub.end()]).toString(encoding);
  return { text, hits: scrub.hits };
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

const inLowerCase = (form: Uint8Array): Uint8Array =>
  Buffer.from(form).map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

const distinct = (forms: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(forms.map((form) => [Buffer.from(form).toString('latin1'), form])).values(),
];
