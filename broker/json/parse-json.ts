/**
 * What a text says as JSON; undefined where it says nothing. JSON.parse quotes its input, which may hold a secret: what it
 * throws goes nowhere.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
