import { base64Forms } from './base64-forms.ts';
import { unescaped } from './escapes.ts';
import { hexOf } from './hex-of.ts';
import { fullHtmlForms, htmlForms } from './html-forms.ts';
import { fullJsonForms, jsonForms } from './json-forms.ts';
import { numberForms } from './number-forms.ts';
import { fullPercentForms, percentForms } from './percent-forms.ts';

/**
 * An encoded form below this many bytes is dropped: a few base64 characters stand in innocent text by chance, and
 * a body full of markers is no use to anyone. Only secrets below six bytes lose forms by this, and the vault
 * refuses those below `minimumSecretLength`; the plain secret is kept however short.
 */
const shortestEncodedForm = 6;

/**
 * Every byte string in which `secret` is to be found and removed: each once, none empty.
 *
 * These are found wherever they stand, at the speed of one search. look-through.ts decodes what can be written in more
 * ways than a list holds.
 */
export function encodedForms(secret: string): Uint8Array[] {
  const forms = new Map<string, Uint8Array>();
  for (const spelling of spellings(secret)) {
    for (const form of formsOf(spelling)) {
      if (form.length >= shortestEncodedForm) forms.set(form.toString('latin1'), form);
    }
  }
  const plain = Buffer.from(secret);
  if (plain.length > 0) forms.set(plain.toString('latin1'), plain);
  return [...forms.values()];
}

/** Of a longer secret the forms are large, and white space at its ends, as behind a key, is all that may stay of it. */
const longestWithSpace = 256;

/** A header loses white space at its ends on the way, and a server may store a name or password normalized. */
const spellings = (secret: string): Set<string> => {
  const trimmed = secret.trim();
  const text = secret.length > longestWithSpace ? trimmed : secret;
  return new Set([text, trimmed, text.normalize('NFC'), text.normalize('NFD'), unescaped(text)]);
};

const formsOf = (text: string): Buffer[] => {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const written = [
    Array.from(text).reverse().join(''),
    ...fullJsonForms(text),
    ...fullHtmlForms(text),
    ...escapedForms(text),
  ];
  const bytes: Buffer[] = [utf16, Buffer.from(utf16).swap16(), ...utf32Of(text)];
  for (const encoded of [utf8, ...latin1Of(text)]) {
    const base64 = base64Forms(encoded);
    written.push(...base64, ...base64.flatMap(escapedForms));
    written.push(hexOf(encoded, false), hexOf(encoded, true));
    written.push(...fullPercentForms(encoded), ...percentForms(encoded));
    bytes.push(encoded);
  }
  // UTF-8 that was read as Latin-1, as clients do with header values.
  written.push(utf8.toString('latin1'));
  written.push(...[text, ...written].flatMap(numberForms));
  return [...written.map((form) => Buffer.from(form)), ...bytes];
};

const escapedForms = (text: string): string[] => [
  ...jsonForms(text),
  ...htmlForms(text),
  ...percentForms(Buffer.from(text)),
];

/** Header values leave as Latin-1 where they can, so an echo may be Latin-1 too. Empty for ASCII: same bytes. */
const latin1Of = (text: string): Buffer[] =>
  /[\u0080-\u00ff]/.test(text) && !/[^\0-\u00ff]/.test(text) ? [Buffer.from(text, 'latin1')] : [];

/** Empty for Latin-1, of which UTF-32 is its bytes between zeros (wide-text.ts). */
const utf32Of = (text: string): Buffer[] => {
  if (!/[^\0-\u00ff]/.test(text)) return [];
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const little = Buffer.alloc(codes.length * 4);
  for (const [at, code] of codes.entries()) little.writeUInt32LE(code, at * 4);
  return [little, Buffer.from(little).swap32()];
};
