import type { DeclaredField } from './declared-fields.ts';
import { nearestWord, wordList } from './nearest-word.ts';
import { quoteName } from './quote-found.ts';

export type Fields = ReadonlyMap<string, DeclaredField>;

/** The end of a sentence: what would fit, by name. */
export const offer = (name: string, fitting: readonly string[]): string => {
  const shown = fitting.filter((id) => quoteName(id) !== undefined);
  if (shown.length === 0) return '; this provider has none.';
  const meant = nearestWord(name, shown);
  return meant === undefined
    ? `; this provider has ${wordList(shown, 'and')}.`
    : `; did you mean \`${meant}\`?`;
};
