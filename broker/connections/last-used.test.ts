import { expect, it } from 'vitest';
import { makeLastUsed } from './last-used.ts';

it('a clock that was set back keeps no use in memory for longer', () => {
  let at = 10_000_000;
  const written: number[] = [];
  const uses = makeLastUsed({ now: () => at, write: (all) => void written.push(all.size) });
  at += 1_000;
  uses.touch('con_a', 'usedAt', at);
  expect(written).toEqual([]);
  at -= 3_600_000;
  uses.touch('con_a', 'usedAt', at);
  expect(written).toEqual([1]);
});
