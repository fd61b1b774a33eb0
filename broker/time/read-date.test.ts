import { expect, test } from 'vitest';
import { readDate } from './read-date.ts';

const noon = Date.UTC(2026, 11, 5, 12);

test.each([
  '2026-12-05T12:00:00Z',
  '2026-12-05T07:00:00.000-05:00',
  '2026-12-05 12:00:00 UTC',
  '2026-12-05 07:00:00 -0500',
  'Sat, 05 Dec 2026 12:00:00 GMT',
  String(noon / 1000),
  String(noon),
  noon / 1000,
  noon,
])('a date is read as services write it: %j', (said) => {
  expect(readDate(said)).toBe(noon);
});

test('a day by itself begins at midnight UTC', () => {
  expect(readDate('2026-12-05')).toBe(Date.UTC(2026, 11, 5));
});

test.each([
  ...[
    'never',
    '',
    '5 December 2026',
    '12/05/2026',
    '2026-13-05',
    '2026-12-05T12:00:00',
    '1999-12-31',
    '2100-01-01',
  ],
  ...[
    `2026-12-05${' '.repeat(99)}x`,
    null,
    undefined,
    {},
    [],
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0,
  ],
])('what is no date of this century is none: %j', (said) => {
  expect(readDate(said)).toBeUndefined();
});
