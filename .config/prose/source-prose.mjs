import jsTokens from 'js-tokens';

/** What a reader meets in a source file: comments, test titles, and texts of at least three words. */
export function proseOf(source) {
  const found = [];
  let at = 0;
  let before = [];
  for (const { type, value } of jsTokens(source)) {
    const kind = kindOf(type, value, before);
    if (kind !== undefined) found.push({ kind, from: at, to: at + value.length });
    at += value.length;
    if (!/^(?:WhiteSpace|LineTerminatorSequence)$/.test(type)) before = [...before.slice(-24), value];
  }
  return found;
}

function kindOf(type, value, before) {
  if (type.endsWith('Comment'))
    return /biome-ignore|@ts-|^\/\/\/|v8 ignore/.test(value) ? undefined : 'comment';
  if (!/^(?:StringLiteral|NoSubstitutionTemplate|TemplateHead)$/.test(type)) return undefined;
  if (isTitle(before)) return 'title';
  return /^['"`][A-Z][^\s:=<{]*(?: [^\s:=<{]+){2,}[.?!]['"`]$/.test(value) ? 'text' : undefined;
}

/** `it('…'`, `it.skipIf(…)('…'` and `it.each(…)('…'`: what is called is `it`, on the same nesting level. */
function isTitle(before) {
  let depth = 0;
  if (before.at(-1) !== '(') return false;
  for (let at = before.length - 2; at >= 0; at--) {
    const token = before[at];
    if (token === ')') depth++;
    else if (token === '(') depth--;
    else if (depth === 0 && (token === 'it' || token === 'test')) return before[at - 1] !== '.';
    else if (depth === 0 && !/^(?:\.|each|skipIf|runIf|skip|only|concurrent|sequential|for)$/.test(token))
      return false;
    if (depth < 0) return false;
  }
  return false;
}

/** The syntax tree that textlint's rules walk over: one paragraph for each piece of prose, one header for a title. */
export function treeOf(source) {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  const placeOf = (offset) => {
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low] };
  };
  const node = (type, from, to, more) => ({
    type,
    raw: source.slice(from, to),
    range: [from, to],
    loc: { start: placeOf(from), end: placeOf(to) },
    ...more,
  });
  const children = proseOf(source).flatMap(({ kind, from, to }) => {
    const lines = [
      ...source.slice(from, to).matchAll(/(?:^[/*\s'"`]+|(?<=\n)[ \t]*\*?[ \t/]*)?([^\n]+)/g),
    ].flatMap((match) => {
      const text = match[1].replace(/(?:\*\/|['"`])?\s*$/, '');
      const start = from + match.index + match[0].length - match[1].length;
      return text === '' ? [] : [node('Str', start, start + text.length, { value: text })];
    });
    if (lines.length === 0) return [];
    const inside = lines.flatMap((line, index) =>
      index === 0 ? [line] : [node('Str', line.range[0] - 1, line.range[0], { value: ' ' }), line],
    );
    return [
      node(kind === 'title' ? 'Header' : 'Paragraph', lines[0].range[0], lines.at(-1).range[1], {
        depth: kind === 'title' ? 1 : undefined,
        children: inside,
      }),
    ];
  });
  return node('Document', 0, source.length, { children });
}
