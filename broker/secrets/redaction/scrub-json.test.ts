import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrubValue } from './fixtures/scrub-value.ts';
import { makeScrubber } from './scrubber.ts';

const token = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
const scrubber = makeScrubber([token, '12345678901']);

describe('a scrubbed JSON value', () => {
  test('a scrubbed JSON value holds the secret neither in strings nor in keys nor in numbers', () => {
    const value = { a: [`x ${token}`, { [token]: 1 }], n: 12345678901, keep: [true, null, 1.5, 'text'] };
    expect(scrubValue(scrubber, value)).toEqual({
      value: { a: ['x [redacted]', { '[redacted]': 1 }], n: '[redacted]', keep: [true, null, 1.5, 'text'] },
      hits: 3,
    });
  });

  test('a value without the secret equals its input', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(value));
        expect(scrubValue(scrubber, sent)).toEqual({ value: sent, hits: 0 });
      }),
    );
  });

  test.each([
    ['line breaks', '\n'],
    ['padding', '='],
    ['blanks', ' '],
    ['letters', 'A'],
  ])('a text of millions of %s that is nearly base64 takes no longer', (_name, one) => {
    const value = `A${one.repeat(4_000_000)}!`;
    const began = process.cpuUsage();
    expect(scrubValue(scrubber, value).hits).toBe(0);
    // Backtracking would take hours.
    expect(process.cpuUsage(began).user).toBeLessThan(10_000_000);
  });

  test('a member __proto__ stays a member', () => {
    const { value } = scrubValue(scrubber, JSON.parse(`{"__proto__":{"polluted":"${token}"}}`));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":"[redacted]"}}');
  });
});
