/** Deeper levels are not indented further: brackets alone would fill megabytes with space. */
const deepestIndent = 12;

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

/**
 * The lines of a JSON text for people. It is not read and written again: numbers keep their digits, texts their escapes,
 * and of a member that is named twice both are there.
 */
export function layOutJson(json: string): string[] {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  let justOpened = false;
  const endLine = (): void => {
    lines.push(line);
    line = '  '.repeat(Math.min(Math.max(depth, 0), deepestIndent));
  };
  for (const [token] of json.matchAll(tokens)) {
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    // An empty object or array stays on its line.
    if (closes !== justOpened) endLine();
    justOpened = token === '{' || token === '[';
    if (justOpened) depth += 1;
    line += token === ':' ? ': ' : token;
    if (token === ',') endLine();
  }
  return [...lines, line];
}
