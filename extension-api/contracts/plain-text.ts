/** Nothing of these has a shape of its own, and some of it turns the direction of what stands around it. */
const unseen = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}`;

/**
 * Blank, and in no property of Unicode that says so: Braille pattern blank, Egyptian full and half blank, Khitan small
 * script filler, musical null notehead, and the object replacement character, for which Chromium paints nothing.
 */
const blanks = String.raw`\u{2800}\u{FFFC}\u{13441}\u{13442}\u{16FE4}\u{1D159}`;

/** As many marks on one letter as languages have (Devanagari: nukta, vowel, anusvara). More of them is a tower. */
const mostMarks = 3;

/** A letter or digit with its marks; else a character that is no text by itself. */
const parts = new RegExp(
  String.raw`(?<shown> |(?![${unseen}${blanks}])[\p{L}\p{N}](?:(?![${unseen}${blanks}])[\p{Mn}\p{Mc}]){1,${mostMarks}})|[${unseen}${blanks}\p{M}]`,
  'gu',
);

/**
 * Somebody else's words as a person may see them: what is invisible, blank or a space other than U+0020 is written as an
 * escape. So is a mark that would be drawn over something else than a letter or digit of its own: one without such a
 * base, one that encloses, and each after the third.
 */
export function plainText(text: string): string {
  return text.replace(parts, (part, shown: string | undefined) =>
    shown === undefined ? escaped(part) : part,
  );
}

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
