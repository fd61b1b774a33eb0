/**
 * What a refused method or path should have been: its holder gave the one and may read the others (`describe`), and an
 * author sees the slip. `levels` is one list for each step by which the capability was made.
 */
export function outsideOf(given: string, levels: readonly (readonly string[])[]): string {
  const lists = levels.map((level) => level.slice(0, 6).join(', ') || 'nothing');
  return `${JSON.stringify(given.slice(0, 80))} must be within ${[...new Set(lists)].join(', and within ')}`.slice(
    0,
    300,
  );
}
