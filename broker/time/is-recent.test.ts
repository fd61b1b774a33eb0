import { expect, it } from 'vitest';
import { isRecent } from './is-recent.ts';

it.each([
  [1_000, true],
  [999, true],
  [901, true],
  [900, false],
  [1_001, false],
])('at 1,000, with 100 ms to go by, %i is recent: %s', (since, recent) => {
  expect(isRecent(since, 100, 1_000)).toBe(recent);
});
