export type Line = { readonly who: string; readonly text: string };

export type Attack = {
  readonly name: string;
  readonly failed: boolean;
  readonly ways: number;
  /** Its own words for how it ended: they prove nothing, and are shown as what they are. */
  readonly why: string;
};

export const hostileId = 'mallory.hostile';

/** What the hostile extension says of each attack. */
export function readAttacks(lines: readonly Line[]): Attack[] {
  return lines.flatMap(({ who, text }) => {
    const [, name, outcome, why] =
      (who === hostileId ? /^attack ([a-z-]+): (failed|GOT) ?\(?(.*?)\)?$/s.exec(text) : undefined) ?? [];
    if (name === undefined || why === undefined) return [];
    const ways = [...why.matchAll(/ x(\d+)(?=,|$)/g)].reduce((sum, [, times]) => sum + Number(times), 0);
    return [{ name, failed: outcome === 'failed', ways, why }];
  });
}
