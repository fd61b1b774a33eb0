import { namedAt } from './html-names.ts';

/** One character that is written as an escape. */
export type Token = {
  /** Bytes of the escape; 0: it is none. */
  length: number;
  code: number;
  /** The code is a byte and not a character of Unicode. */
  isByte: boolean;
  /** Such as serializers write in every text, so that encoded-forms.ts has what they make of a secret. */
  isOrdinary: boolean;
};

const [quote, percent, ampersand, semicolon, backslash] = [0x22, 0x25, 0x26, 0x3b, 0x5c];
const [letterN, letterR] = [0x6e, 0x72];
const [hash, zero, nine, letterU, letterX, upperU, brace] = [0x23, 0x30, 0x39, 0x75, 0x78, 0x55, 0x7b];
/** Leading zeros are allowed everywhere, and have a bound. */
const mostDigits = 16;

const hexValues = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) hexValues[digit.charCodeAt(0)] = value;
for (const [value, digit] of [...'ABCDEF'].entries()) hexValues[digit.charCodeAt(0)] = value + 10;
const simple = new Map(
  Object.entries({
    n: '\n',
    r: '\r',
    t: '\t',
    b: '\b',
    f: '\f',
    v: '\v',
    '"': '"',
    "'": "'",
    '/': '/',
    '\\': '\\',
  }),
);
const simpleCodes = new Int16Array(256).fill(-1);
for (const [letter, char] of simple) simpleCodes[letter.charCodeAt(0)] = char.charCodeAt(0);

/** Reads what is written at `at` into `token`: an escape of JSON, JavaScript or C, of URLs, of HTML or XML. */
export const readEscape = (text: Buffer, at: number, token: Token): void => {
  token.length = 0;
  token.isByte = false;
  token.isOrdinary = false;
  const byte = text[at];
  if (byte === percent) {
    if (text[at + 1] === letterU) readUnit(text, at, token);
    else {
      readHex(text, at + 1, 2, 2, token, 1);
      token.isByte = true;
    }
  } else if (byte === backslash) readBackslash(text, at, token);
  else if (byte === ampersand) readEntity(text, at, token);
};

const readHex = (
  text: Buffer,
  from: number,
  least: number,
  most: number,
  token: Token,
  before: number,
): void => {
  let value = 0;
  let count = 0;
  const last = Math.min(most, text.length - from);
  while (count < last) {
    const digit = hexValues[text[from + count] as number] as number;
    if (digit < 0) break;
    value = value * 16 + digit;
    count += 1;
  }
  if (count < least) return;
  token.code = value;
  token.length = before + count;
};

const readBackslash = (text: Buffer, at: number, token: Token): void => {
  const letter = text[at + 1];
  if (letter === undefined) return;
  if (letter === letterU || letter === letterX) {
    if (text[at + 2] === brace) {
      readHex(text, at + 3, 1, mostDigits, token, 3);
      if (text[at + token.length] === 0x7d) token.length += 1;
      else token.length = 0;
      return;
    }
    if (letter === letterX) {
      readHex(text, at + 2, 2, 2, token, 2);
      token.isByte = true;
      return;
    }
    readUnit(text, at, token);
    return;
  }
  if (letter === upperU) {
    readHex(text, at + 2, 8, 8, token, 2);
    return;
  }
  if (letter >= zero && letter < 0x38) {
    readOctal(text, at, token);
    return;
  }
  const code = simpleCodes[letter] as number;
  if (code < 0) return;
  token.code = code;
  token.length = 2;
  const next = text[at + 2];
  // In a text that was escaped twice, an escape may follow the backslash; or it breaks a line.
  token.isOrdinary = !(
    code === backslash &&
    next !== undefined &&
    (next === letterU ||
      next === letterX ||
      next === upperU ||
      (next >= zero && next < 0x38) ||
      (next === backslash && (text[at + 3] === letterN || text[at + 3] === letterR)))
  );
};

/** `\uXXXX` of JSON, `%uXXXX` of `escape` in JavaScript; a character beyond 16 bits is two of them. */
const readUnit = (text: Buffer, at: number, token: Token): void => {
  readHex(text, at + 2, 4, 4, token, 2);
  if (token.length === 0 || (token.code & 0xfc00) !== 0xd800) return;
  const { code: high, length } = token;
  const low = at + length;
  if (text[low] !== text[at] || text[low + 1] !== letterU) return;
  readHex(text, low + 2, 4, 4, token, 2 + length);
  if ((token.code & 0xfc00) === 0xdc00) token.code = 0x10000 + ((high & 0x3ff) << 10) + (token.code & 0x3ff);
  else Object.assign(token, { code: high, length });
};

const readOctal = (text: Buffer, at: number, token: Token): void => {
  let value = 0;
  let count = 0;
  while (count < 3) {
    const digit = (text[at + 1 + count] ?? 0) - zero;
    if (digit < 0 || digit > 7 || value * 8 + digit > 255) break;
    value = value * 8 + digit;
    count += 1;
  }
  token.code = value;
  token.length = 1 + count;
  token.isByte = true;
};

const readEntity = (text: Buffer, at: number, token: Token): void => {
  if (text[at + 1] === hash) {
    const isHex = text[at + 2] === letterX || text[at + 2] === letterX - 0x20;
    if (isHex) readHex(text, at + 3, 1, mostDigits, token, 3);
    else readDecimal(text, at + 2, token);
    if (token.length > 0 && text[at + token.length] === semicolon) token.length += 1;
    return;
  }
  const named = namedAt(text, at);
  if (named === undefined) return;
  token.code = named.code;
  token.length = named.length;
  const before = text[at - 1];
  const next = text[at + named.length];
  if (named.code === ampersand) {
    token.isOrdinary = next !== hash && (namedAt(text, at + named.length - 1)?.length ?? 0) === 0;
  } else if (named.code === quote) {
    // The name of a place in a list of bytes.
    token.isOrdinary = !(next === 0x3a && before !== undefined && before >= zero && before <= nine);
  } else token.isOrdinary = named.code === 0x3c || named.code === 0x3e || named.code === 0x27;
};

const readDecimal = (text: Buffer, from: number, token: Token): void => {
  let value = 0;
  let count = 0;
  while (count < mostDigits) {
    const digit = (text[from + count] ?? 0) - zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    count += 1;
  }
  if (count === 0) return;
  token.code = value;
  token.length = 2 + count;
};
