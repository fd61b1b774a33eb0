import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { compilePattern } from './compile-pattern.ts';

const atoms = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\.',
  '\\p{L}',
  '\\u{1F600}',
  '😀',
  '[\\]\\-x]',
  '\\n',
);
const times = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '{2,3}?');
const pattern: fc.Arbitrary<string> = fc.letrec<{ all: string; term: string }>((tie) => ({
  term: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(atoms, times).map(([atom, count]) => atom + count) },
    { weight: 1, arbitrary: fc.constantFrom('^', '$') },
    { weight: 1, arbitrary: tie('all').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('all').map((inner) => `(?:${inner})`) },
  ),
  all: fc
    .array(fc.array(tie('term'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((options) => options.map((terms) => terms.join('')).join('|')),
})).all;
const text = fc
  .array(fc.constantFrom('a', 'b', 'x', '1', '.', '-', ']', '\n', '😀', 'é', '\ud83d'), { maxLength: 8 })
  .map((parts) => parts.join(''));

test('a compiled pattern means the same as V8’s own regular expression', () => {
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      expect(compilePattern(source)?.(value), source).toBe(new RegExp(source, 'u').test(value));
    }),
    { numRuns: 5_000 },
  );
});

test('what it takes for a pattern, V8 takes for one too', () => {
  const pieces = [
    'a',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '{1}',
    '{2,1}',
    '*',
    '+',
    '?',
    '|',
    '^',
    '$',
    '\\',
    '\\b',
    '\\1',
    '\\k<a>',
    '(?',
    '(?=',
    '(?<a>',
    '\\p{',
    '-',
    ':',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
      (source) => {
        if (compilePattern(source) !== undefined) expect(() => new RegExp(source, 'u')).not.toThrow();
      },
    ),
    { numRuns: 5_000 },
  );
});

describe('refuses what cannot be run as threads', () => {
  test.each([
    '\\bword',
    'a\\Bb',
    '(?=a)',
    '(?<!a)',
    '(?<name>a)',
    '(a)\\1',
    '(a)*',
    '(a){2}',
    '[a',
    'a{5000}',
    'a{500}b{501}',
    'a{2,1}',
    ')',
    'a**',
  ])('%s', (source) => {
    expect(compilePattern(source)).toBeUndefined();
  });
});

describe('holds nobody up', () => {
  test.each([
    ['a?'.repeat(66) + 'a'.repeat(66), 'a'.repeat(66)],
    [`${'(a|a)'.repeat(39)}b`, 'a'.repeat(2_000)],
    ['a*a*a*a*a*a*a*a*b', 'a'.repeat(16_384)],
    [`.*${'[^b]{0,100}'.repeat(4)}b`, 'a'.repeat(16_384)],
  ])('%s', (source, value) => {
    const matches = compilePattern(source);
    const from = cpuMs();
    matches?.(value);
    expect(matches).toBeDefined();
    expect(cpuMs() - from).toBeLessThan(2_000);
  });
});
