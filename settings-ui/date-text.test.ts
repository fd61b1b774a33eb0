import { expect, it } from 'vitest';
import { inDaysText } from './date-text.ts';

it('what is ahead is named by days of the calendar, not by spans of 24 hours', () => {
  const at = (day: number, hour: number): number => new Date(2026, 2, day, hour).getTime();
  expect(inDaysText(at(10, 23), at(10, 1))).toBe('today');
  expect(inDaysText(at(11, 1), at(10, 23))).toBe('tomorrow');
  expect(inDaysText(at(11, 23), at(10, 1))).toBe('tomorrow');
  expect(inDaysText(at(12, 1), at(10, 23))).toBe('in 2 days');
  expect(inDaysText(at(17, 12), at(10, 12))).toBe('in 7 days');
  // The day that is an hour shorter, or longer, where clocks change.
  expect(inDaysText(at(30, 0), at(28, 23))).toBe('in 2 days');
});
