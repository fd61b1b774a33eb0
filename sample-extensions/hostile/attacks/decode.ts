const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Undoes what a server may have done to a credential. By hand: atob knows no base64url and no broken pieces. */
export const decodings = (text: string): readonly string[] => [
  text.replaceAll('\0', ''),
  text.replace(/\\u00([0-9a-f]{2})|&#x([0-9a-f]{2});/gi, (_, a, b) => char(Number.parseInt(a ?? b, 16))),
  text.replace(/&#(\d+);/g, (_, code) => char(Number(code))).replaceAll('\\/', '/'),
  unpercent(text),
  unpercent(unpercent(text)),
  ...(text.match(/(?:[0-9a-f]{2}){8,}/gi) ?? []).map(unhex),
  ...(text.match(/[A-Za-z0-9+/_-]{12,}/g) ?? []).map(unbase64),
];

const char = (code: number): string => String.fromCharCode(code);

const unpercent = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex) => char(Number.parseInt(hex, 16)));

const unhex = (hex: string): string => hex.replace(/../g, (pair) => char(Number.parseInt(pair, 16)));

const unbase64 = (text: string): string => {
  let bits = 0;
  let held = 0;
  let decoded = '';
  for (const letter of text.replaceAll('-', '+').replaceAll('_', '/')) {
    held = ((held << 6) | alphabet.indexOf(letter)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += char((held >> bits) & 0xff);
  }
  return decoded;
};
