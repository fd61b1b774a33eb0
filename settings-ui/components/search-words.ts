/** What is looked for, word by word. */
export function searchWords(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Each word stands somewhere in the text, which is in lower case. */
export const fitsWords = (words: readonly string[], text: string): boolean =>
  words.every((word) => text.includes(word));
