/** One line of `--json`, the same shape for every benchmark of the project. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `value` is divided by to get `ratio`: measured in the same run, in turn with it. */
  readonly baseline: string;
  readonly ratio: number;
  /** In words, e.g. `<= 1.25`. */
  readonly target: string;
  readonly ok: boolean;
};

/** None: no promise of ours, but what a target has to be seen beside. */
export type Bound = { readonly atMost: number } | { readonly atLeast: number } | 'none';

export function measure(
  name: string,
  { value, unit, baseline, ratio }: Pick<Measure, 'value' | 'unit' | 'baseline' | 'ratio'>,
  bound: Bound,
  /** What the target speaks of, where it is not the ratio. */
  judged: number = ratio,
  targetUnit = 'x',
): Measure {
  const [ok, target] =
    bound === 'none'
      ? [true, bound]
      : 'atMost' in bound
        ? [judged <= bound.atMost, `<= ${bound.atMost} ${targetUnit}`]
        : [judged >= bound.atLeast, `>= ${bound.atLeast} ${targetUnit}`];
  return { name, value: rounded(value), unit, baseline, ratio: rounded(ratio), target, ok };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const table = (measures: readonly Measure[]): string => {
  const rows = measures.map(({ name, value, unit, ratio, target, ok, baseline }) => [
    name,
    `${value} ${unit}`,
    `${ratio}x`,
    target,
    ok ? 'ok' : 'MISSED',
    baseline,
  ]);
  const all = [['measure', 'value', 'ratio', 'target', '', 'baseline of the ratio'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const rounded = (value: number): number => Number(value.toPrecision(4));
