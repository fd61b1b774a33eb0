import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from './find-json-fault.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('a fault is found exactly where JSON.parse refuses', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '\\u00',
    '1',
    '-',
    '0',
    '01',
    '1e5',
    '.',
    'true',
    'nul',
    ' ',
    '\n',
    '\u00a0',
    '\t',
    '/',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join('')),
    fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...pieces)).map(([json, at, piece]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + piece + json.slice(place);
    }),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      expect(findJsonFault(candidate).fault === undefined).toBe(parses(candidate));
    }),
    { numRuns: 5_000 },
  );
});

test('every duplicate key is found, however it is escaped', () => {
  const { repeated } = findJsonFault('{"a":{"b":1,"\\u0062":2},"a":[{"c":1},{"c":1}]}');
  expect(repeated.map(({ place }) => place)).toEqual([['a', 'b'], ['a']]);
});
