/** What was agreed to beside what there is now, in words. */
export type ChangeRow = readonly [what: string, then: string, now: string];

/** Asked before anything is cut: texts may differ behind a long beginning. */
export function differing(rows: readonly ChangeRow[]): ChangeRow[] {
  return rows.filter(([, then, now]) => then !== now);
}
