/**
 * An origin as a person may see it, in every window and at the terminal: a letter of another script that looks like a
 * Latin one would name another server.
 */
export function asciiOrigin(origin: string): string {
  return origin.replace(
    /[^\x21-\x7e]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
