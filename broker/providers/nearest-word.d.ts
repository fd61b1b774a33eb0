/** The known word that a mistyped one most likely stands for: at most two slips, and fewer than half of its letters. */
export declare const nearestWord: (word: string, known: readonly string[]) => string | undefined;
/** `a`, `b` and `c`. */
export declare const wordList: (words: readonly string[], last: 'and' | 'or') => string;
