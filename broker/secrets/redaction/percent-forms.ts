import { hexOf } from './hex-of.ts';
import { isPlain, notPlain } from './plain-text.ts';

type Dialect = { readonly keeps: string; readonly spaceAsPlus: boolean };

/** What encoders leave as it is beside letters, digits and `-_.`, which all of them keep. */
const dialects: readonly Dialect[] = [
  { keeps: "!~*'()", spaceAsPlus: false }, // encodeURIComponent
  { keeps: '~', spaceAsPlus: false }, // RFC 3986 unreserved; rawurlencode, Go PathEscape nearly
  { keeps: '~', spaceAsPlus: true }, // Python quote_plus, Go QueryEscape
  { keeps: '~/', spaceAsPlus: false }, // Python quote
  { keeps: '*', spaceAsPlus: true }, // application/x-www-form-urlencoded (URL standard)
  { keeps: '', spaceAsPlus: true }, // PHP urlencode
  { keeps: '!*()', spaceAsPlus: true }, // .NET HttpUtility
  { keeps: ";,/?:@&=+$!~*'()#", spaceAsPlus: false }, // encodeURI
  { keeps: "!$%&'()*+,/:;=?@[\\]^`{|}~", spaceAsPlus: false }, // URL parser, query of a foreign scheme
  { keeps: '!$%&()*+,/:;=?@[\\]^`{|}~', spaceAsPlus: false }, // URL parser, query of http and https
];

/**
 * Percent-encodings of `bytes`: in every dialect, with hex digits in both cases, once and twice, and with
 * every byte encoded. Works on bytes, so it never throws on a lone surrogate as encodeURIComponent does.
 *
 * Texts in which other characters are encoded, or the case of the digits changes, are decoded: escapes.ts.
 */
export function percentForms(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  if (isPlain(text)) return [];
  const forms = new Set<string>();
  for (const dialect of dialects) {
    for (const upper of [true, false]) {
      const once = encode(text, dialect, upper);
      forms.add(once).add(encode(once, dialect, upper));
    }
  }
  return [...forms].filter(isAscii);
}

/** Every byte as %XX, that with its percent signs encoded again, and that with every byte encoded again. */
export const fullPercentForms = (bytes: Uint8Array): string[] =>
  [true, false].flatMap((upper) => {
    const full = everyByte(bytes, upper);
    return [full, full.replaceAll('%', '%25'), everyByte(Buffer.from(full, 'latin1'), upper)];
  });

const encode = (text: string, { keeps, spaceAsPlus }: Dialect, upper: boolean): string =>
  text.replace(notPlain, (char) => {
    if (keeps.includes(char)) return char;
    return spaceAsPlus && char === ' ' ? '+' : (escapesOf(upper)[char.charCodeAt(0)] ?? '');
  });

const everyByte = (bytes: Uint8Array, upper: boolean): string => {
  const escapes = escapesOf(upper);
  let text = '';
  for (const byte of bytes) text += escapes[byte];
  return text;
};

const escapesIn = (upper: boolean): readonly string[] =>
  Array.from({ length: 256 }, (_none, byte) => `%${hexOf(Uint8Array.of(byte), upper)}`);
const [upperEscapes, lowerEscapes] = [escapesIn(true), escapesIn(false)];
const escapesOf = (upper: boolean): readonly string[] => (upper ? upperEscapes : lowerEscapes);

const isAscii = (text: string): boolean => !/[^ -~]/.test(text);
