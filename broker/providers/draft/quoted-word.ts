import { insideQuotes } from '../../contracts/inside-quotes.ts';
import type { Say } from '../../contracts/texts/say.ts';

const longest = 80;

/** What a document calls something, in a note of ours: it may be a sentence, which is not ours. */
export function quotedWord(say: Say, word: string): string {
  return say('“{text}”', { text: insideQuotes(word.slice(0, longest)) });
}
