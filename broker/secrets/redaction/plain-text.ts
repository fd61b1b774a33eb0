/** True for a text that no escaping of JSON, HTML or URLs changes, in whatever dialect: most tokens are such. */
export const isPlain = (text: string): boolean => text.search(notPlain) === -1;

/** One character, maybe of two UTF-16 units, that some dialect escapes. */
export const notPlain = /[^A-Za-z0-9_.-]/gu;
