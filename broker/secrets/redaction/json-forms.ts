import { hexOf } from './hex-of.ts';
import { isPlain, notPlain } from './plain-text.ts';

type Dialect = {
  /** Printable ASCII written as \u00xx although JSON does not ask for it. */
  readonly also: string;
  readonly slash: boolean;
  readonly asciiOnly: boolean;
  /** Case of the hex digits. */
  readonly upper: boolean;
};

const dialects: readonly Dialect[] = [
  { also: '', slash: false, asciiOnly: false, upper: false }, // JSON.stringify
  { also: '', slash: true, asciiOnly: false, upper: false }, // PHP, unescaped unicode
  { also: '', slash: false, asciiOnly: true, upper: false }, // Python
  { also: '', slash: false, asciiOnly: true, upper: true }, // Jackson, ASCII only
  { also: '', slash: true, asciiOnly: true, upper: false }, // PHP
  { also: '', slash: true, asciiOnly: true, upper: true },
  { also: '<>&', slash: false, asciiOnly: false, upper: false }, // Go, Rails
  { also: "<>&'=", slash: false, asciiOnly: false, upper: false }, // Gson
  { also: '<>&\'"', slash: true, asciiOnly: true, upper: true }, // PHP with the JSON_HEX flags
  { also: '<>&\'"', slash: false, asciiOnly: true, upper: true },
  { also: '<>&\'"+`', slash: false, asciiOnly: true, upper: true }, // .NET
  { also: '<>&\'"+`/=', slash: false, asciiOnly: true, upper: true },
  { also: '<>&\'"+`/=', slash: false, asciiOnly: true, upper: false },
];

/**
 * `text` as it stands between the quotes of a JSON string, in the dialects of common serializers, and as it
 * stands there when that JSON was put into a JSON string once more. Other spellings are decoded: escapes.ts.
 */
export function jsonForms(text: string): string[] {
  if (isPlain(text)) return [];
  const forms = new Set<string>();
  for (const dialect of dialects) {
    const once = written(text, dialect);
    forms.add(once).add(written(once, dialect));
  }
  return [...forms];
}

/** Every UTF-16 code unit as \uXXXX. */
export const fullJsonForms = (text: string): string[] => [false, true].map((upper) => units(text, upper));

const written = (text: string, { also, slash, asciiOnly, upper }: Dialect): string =>
  // By code point: JSON.stringify escapes half a surrogate pair, but not a whole one.
  text.replace(notPlain, (char) => {
    if (also.includes(char)) return units(char, upper);
    if (slash && char === '/') return '\\/';
    if (asciiOnly && char > '~') return units(char, upper);
    return JSON.stringify(char).slice(1, -1);
  });

const units = (text: string, upper: boolean): string =>
  hexOf(Buffer.from(text, 'utf16le').swap16(), upper).replace(/.{4}/g, '\\u$&');
