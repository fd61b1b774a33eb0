/**
 * Somebody else's words as a person may see them: Cc, Cf, Cs, Co, Zl, Zp and every space but U+0020 are written as
 * escapes. Nothing of these has a shape of its own, and some of it turns the direction of what stands around it.
 */
export const plainText = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}]/gu, (character) =>
    character === ' ' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
