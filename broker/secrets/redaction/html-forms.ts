import { isPlain, notPlain } from './plain-text.ts';

type Dialect = Readonly<Record<string, string>>;

const minimal: Dialect = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const dialects: readonly Dialect[] = [
  minimal, // text nodes
  { ...minimal, '"': '&quot;' }, // attributes
  { ...minimal, '"': '&quot;', "'": '&#39;' }, // lodash, Rails
  { ...minimal, '"': '&quot;', "'": '&#039;' }, // PHP
  { ...minimal, '"': '&quot;', "'": '&#x27;' }, // Python
  { ...minimal, '"': '&quot;', "'": '&apos;' }, // XML, HTML 5
  { ...minimal, '"': '&#34;', "'": '&#39;' }, // Go, MarkupSafe
  { ...minimal, '"': '&#x22;', "'": '&#x27;' },
  { ...minimal, "'": '&#39;' },
  { ...minimal, "'": '&#x27;' },
  { ...minimal, "'": '&apos;' },
  { ...minimal, '"': '&quot;', "'": '&#x27;', '/': '&#x2F;' }, // OWASP
  { ...minimal, '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' }, // Mustache
  { ...minimal, '"': '&quot;', "'": '&#x27;', '+': '&#x2B;' }, // .NET
];

const nonAscii: readonly ((char: string) => string)[] = [
  (char) => char,
  (char) => decimal(char),
  (char) => hexadecimal(char, false),
  (char) => hexadecimal(char, true),
];

/**
 * `text` as it stands in HTML or XML, in the dialects of common escapers. Other spellings are decoded: escapes.ts.
 */
export function htmlForms(text: string): string[] {
  if (isPlain(text)) return [];
  const others = /[^\0-~]/.test(text) ? nonAscii : nonAscii.slice(0, 1);
  const forms = new Set<string>();
  for (const dialect of dialects) {
    for (const other of others) {
      forms.add(text.replace(notPlain, (char) => dialect[char] ?? (char > '~' ? other(char) : char)));
    }
  }
  return [...forms];
}

/** Every character as a numeric reference. */
export const fullHtmlForms = (text: string): string[] => [
  Array.from(text, decimal).join(''),
  Array.from(text, (char) => hexadecimal(char, false)).join(''),
  Array.from(text, (char) => hexadecimal(char, true)).join(''),
];

const decimal = (char: string): string => `&#${char.codePointAt(0) ?? 0};`;
const hexadecimal = (char: string, upper: boolean): string => {
  const digits = (char.codePointAt(0) ?? 0).toString(16);
  return `&#x${upper ? digits.toUpperCase() : digits};`;
};
