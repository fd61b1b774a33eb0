import { expect, it } from 'vitest';
import { between, timesIn } from './time-spans.ts';

const now = new Date(2026, 10, 30, 15, 20).getTime();
const at = (day: number): number => new Date(2026, 10, day).getTime();

it('yesterday is from midnight to midnight of the calendar here, and today has no end', () => {
  expect(timesIn('Yesterday', {}, now)).toEqual({ since: at(29), until: at(30) - 1 });
  expect(timesIn('Today', {}, now)).toEqual({ since: at(30) });
});

it('exact times begin with those that were chosen, and any time has none', () => {
  const yesterday = timesIn('Yesterday', {}, now);
  expect(timesIn(between, yesterday, now)).toEqual(yesterday);
  expect(timesIn('', yesterday, now)).toEqual({});
});
