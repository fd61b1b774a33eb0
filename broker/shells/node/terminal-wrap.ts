/** Cut after `columns` places, counting what may be wide as two, so that the terminal never has to wrap. */
export const wrapped = (text: string, columns: number, indent: string, between = /(?<= )/): string[] => {
  const room = Math.max(columns - indent.length - 1, 16);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(between)) {
    const width = widthOf(word);
    if (used > 0 && used + width > room && width <= room) {
      lines.push(line);
      line = '';
      used = 0;
    }
    for (const character of word) {
      if (used + widthOf(character) > room) {
        lines.push(line);
        line = '';
        used = 0;
      }
      line += character;
      used += widthOf(character);
    }
  }
  return [...lines, line].map((cut) => indent + cut.trimEnd());
};

export const widthOf = (text: string): number =>
  [...text].reduce((width, character) => width + (character > '\u{2ff}' ? 2 : 1), 0);

/** A terminal that was never told its size says 0. */
export const widthOfTerminal = (columns: number | undefined): number => columns || 80;

/**
 * A line that an extension or a server wrote: what the terminal would wrap is wrapped here and indented, so that no part
 * of it begins where lines of ours do. As it is where the output is no terminal.
 */
export const indented = (
  text: string,
  { isTTY = false, columns }: { readonly isTTY?: boolean; readonly columns?: number },
): string => {
  if (!isTTY) return text;
  const lines = text
    .split('\n')
    .flatMap((line) => wrapped(line.trimStart(), widthOfTerminal(columns) - 2, ''));
  return lines.join('\n  ');
};
