/**
 * An extension's words as a person may see them: control characters, bidirectional overrides and invisible ones
 * are written as escapes, so that the text cannot reorder, hide or imitate what stands around it.
 */
export const displayText = (text: string, maxLength: number): string => {
  const visible = [...text.normalize('NFC')]
    .map((character) => (isTroublesome(character) ? escapeCharacter(character) : character))
    .join('');
  return visible.length <= maxLength ? visible : `${visible.slice(0, maxLength - 1)}…`;
};

/** Cc, Cf, Zl, Zp, Cs, Co and every space but U+0020: nothing of these has a shape of its own. */
const isTroublesome = (character: string): boolean =>
  character !== ' ' && /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}]/u.test(character);

const escapeCharacter = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
