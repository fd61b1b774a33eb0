/** What is taken out of a text. */
export type Span = {
  start: number;
  end: number;
  /** What takes its place, where the marker would spoil the text around it. */
  readonly instead?: Uint8Array;
};

/** In order and apart from each other. What overlaps is one; what only touches is two. */
export const inOrder = (spans: readonly Span[]): Span[] => {
  if (spans.length < 2) return [...spans];
  const sorted = [...spans].sort((one, other) => one.start - other.start || one.end - other.end);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || last.end <= span.start) merged.push({ ...span });
    else merged[merged.length - 1] = joined(last, span);
  }
  return merged;
};

/** What was found of a list before its end had arrived is replaced by less than the whole of it. */
const joined = (one: Span, other: Span): Span => {
  const end = Math.max(one.end, other.end);
  const longer = other.end - other.start > one.end - one.start ? other : one;
  const instead = longer.instead ?? one.instead ?? other.instead;
  return instead === undefined ? { start: one.start, end } : { start: one.start, end, instead };
};
