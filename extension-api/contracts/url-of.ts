/**
 * The address that a text is. Undefined: it is none. Not by `URL.canParse`, which calls https://bücher.example no address
 * once it was called some thousand times: the fast way of Node 20 reads a string of one-byte characters as UTF-8.
 */
export function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
