/**
 * Somebody else's words as a person may see them: what has no shape of its own, or turns the direction of what stands
 * around it, is written as an escape. The broker did that already for reasons; names come as they are.
 */
export const plainText = (text: string): string =>
  [...text]
    .map((character) =>
      character !== ' ' && /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}]/u.test(character)
        ? `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`
        : character,
    )
    .join('');
