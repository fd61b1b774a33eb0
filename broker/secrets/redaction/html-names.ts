/** The names that HTML has for characters of ASCII (HTML standard, section 13.5). */
const names: Readonly<Record<string, string>> = {
  Tab: '\t',
  NewLine: '\n',
  excl: '!',
  quot: '"',
  QUOT: '"',
  num: '#',
  dollar: '$',
  percnt: '%',
  amp: '&',
  AMP: '&',
  apos: "'",
  lpar: '(',
  rpar: ')',
  ast: '*',
  midast: '*',
  plus: '+',
  comma: ',',
  period: '.',
  sol: '/',
  colon: ':',
  semi: ';',
  lt: '<',
  LT: '<',
  equals: '=',
  gt: '>',
  GT: '>',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  Hat: '^',
  lowbar: '_',
  UnderBar: '_',
  grave: '`',
  DiacriticalGrave: '`',
  lcub: '{',
  lbrace: '{',
  verbar: '|',
  vert: '|',
  VerticalLine: '|',
  rcub: '}',
  rbrace: '}',
};
const codes: ReadonlyMap<string, number> = new Map(
  Object.entries(names).map(([name, char]) => [name, char.charCodeAt(0)]),
);
const longestName = 20;
const semicolon = 0x3b;

/** Of `&name;` at `at`: the character, and how long it is written. */
export const namedAt = (text: Buffer, at: number): { code: number; length: number } | undefined => {
  const last = Math.min(text.length, at + longestName + 2);
  let end = at + 1;
  while (end < last && isLetter(text[end] as number)) end += 1;
  if (end === last || text[end] !== semicolon || end === at + 1) return undefined;
  const code = codes.get(text.toString('latin1', at + 1, end));
  return code === undefined ? undefined : { code, length: end + 1 - at };
};

const isLetter = (byte: number): boolean => {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
};
