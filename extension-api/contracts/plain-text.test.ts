import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

const every = (property: RegExp): string[] => {
  const found: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (property.test(character)) found.push(character);
  }
  return found;
};
const escapeOf = (character: string): string =>
  `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`;

describe('plainText', () => {
  it('plainText escapes each ignorable, control, format and private character, and each space but U+0020', () => {
    const unseen = every(/[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}]/u).filter((character) => character !== ' ');
    expect(unseen.length).toBeGreaterThan(140_000);
    for (const one of unseen)
      if (plainText(one) !== escapeOf(one)) expect(plainText(one)).toBe(escapeOf(one));
    // On a letter, too: a Hangul filler is a letter by its category, and a variation selector is a mark.
    for (const one of unseen)
      if (plainText(`a${one}`) !== `a${escapeOf(one)}`)
        expect(plainText(`a${one}`)).toBe(`a${escapeOf(one)}`);
  });

  it.each([
    ['Hangul filler', '\u3164'],
    ['Hangul choseong filler', '\u115F'],
    ['Hangul jungseong filler', '\u1160'],
    ['halfwidth Hangul filler', '\uFFA0'],
    ['Braille blank', '\u2800'],
    ['Mongolian vowel separator', '\u180E'],
    ['combining grapheme joiner', '\u034F'],
    ['variation selector', '\uFE0F'],
    ['tag letter', '\u{E0061}'],
    ['null notehead', '\u{1D159}'],
    ['Khitan filler', '\u{16FE4}'],
    ['enclosing circle', '\u20DD'],
    ['enclosing millions sign', '\u0489'],
  ])('plainText escapes a %s, alone and behind a letter', (_name, character) => {
    expect(plainText(character)).toBe(escapeOf(character));
    expect(plainText(`a${character}b`)).toBe(`a${escapeOf(character)}b`);
  });

  it('plainText leaves three marks to a letter and escapes all others', () => {
    const mark = '\u0336';
    expect(plainText(`a${mark.repeat(5)}b${mark}`)).toBe(
      `a${mark.repeat(3)}${escapeOf(mark).repeat(2)}b${mark}`,
    );
    for (const before of ['', ' ', '“', '/', '}', '😀'])
      expect(plainText(`${before}${mark}`)).toBe(`${before}${escapeOf(mark)}`);
  });

  it.each(['Zürich', 'Tiếng Việt', 'ज़ीं हिन्दी', 'ภาษาไทยที่นี้', 'العَرَبِيَّة', 'עִבְרִית', '한국어', 'தமிழ்', 'বড়ুঁ'])(
    'plainText leaves %s as it is written, composed or not',
    (name) => {
      expect(plainText(name)).toBe(name);
      expect(plainText(name.normalize('NFD')).normalize('NFC')).toBe(name.normalize('NFC'));
    },
  );

  it('plainText shows no tower of marks and nothing invisible, and is stable when applied again', () => {
    const hostile = fc.constantFrom(
      'a',
      ' ',
      '\u0301',
      '\u0489',
      '\u3164',
      '\u2800',
      '\uFE0F',
      '\u{E0020}',
      '\u202E',
      '7',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 40 }),
        (texts) => {
          const shown = plainText(texts.join(''));
          expect(shown).not.toMatch(/[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Me}\u2800]/u);
          expect(shown).not.toMatch(/(?:^|[^\p{L}\p{N}\p{M}])\p{M}|\p{M}{4}/u);
          expect(plainText(shown)).toBe(shown);
        },
      ),
      { numRuns: 500 },
    );
  });
});
