/** The known word that a mistyped one most likely stands for: at most two slips, and fewer than half of its letters. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > 60) return undefined;
  let best: { word: string; slips: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > 2) continue;
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips <= 2 && slips * 2 < candidate.length && slips < (best?.slips ?? 3))
      best = { word: candidate, slips };
  }
  return best?.word;
}

/** Letters added, dropped, changed, or two neighbours exchanged (optimal string alignment). */
const slipsBetween = (a: string, b: string): number => {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        slips = Math.min(slips, (before[column - 2] ?? 0) + 1);
      line.push(slips);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
};

/** `a`, `b` and `c`. */
export const wordList = (words: readonly string[], last: 'and' | 'or'): string => {
  const marked = words.map((word) => `\`${word}\``);
  return marked.length < 2 ? marked.join('') : `${marked.slice(0, -1).join(', ')} ${last} ${marked.at(-1)}`;
};
