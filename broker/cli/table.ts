/** Columns as wide as their widest cell, two spaces apart; the last one is not padded. Cells are printable already. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows];
  const widths = heads
    .slice(0, -1)
    .map((_, column) => all.reduce((widest, row) => Math.max(widest, lengthOf(row[column] ?? '')), 0));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max((widths[column] ?? 0) - lengthOf(cell), 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** By code points: `length` counts an emoji twice. Wide letters still take two places on most screens. */
const lengthOf = (cell: string): number => [...cell].length;
