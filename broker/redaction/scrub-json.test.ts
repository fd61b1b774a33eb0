import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrubJson } from './scrub-json.ts';
import { makeScrubber } from './scrubber.ts';

const token = 'ghp_aB3dE5gH7jK9mN1pQ3sT';
const scrubber = makeScrubber([token, '12345678901']);

describe('a scrubbed JSON value', () => {
  test('holds the secret neither in strings nor in keys nor in numbers', () => {
    const value = { a: [`x ${token}`, { [token]: 1 }], n: 12345678901, keep: [true, null, 1.5, 'text'] };
    expect(scrubJson(scrubber, value)).toEqual({
      value: { a: ['x [redacted]', { '[redacted]': 1 }], n: '[redacted]', keep: [true, null, 1.5, 'text'] },
      hits: 3,
    });
  });

  test('equals the input where nothing was found, and is a new structure', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const scrubbed = scrubJson(scrubber, value);
        expect(scrubbed).toEqual({ value, hits: 0 });
        if (typeof value === 'object' && value !== null) expect(scrubbed.value).not.toBe(value);
      }),
    );
  });

  test.each([
    ['line breaks', '\n'],
    ['padding', '='],
    ['blanks', ' '],
    ['letters', 'A'],
  ])('takes no longer for a text of millions of %s that is nearly base64', (_name, one) => {
    const value = `A${one.repeat(4_000_000)}!`;
    const began = performance.now();
    expect(scrubJson(scrubber, value).hits).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('leaves the input as it was', () => {
    const value = Object.freeze({ list: Object.freeze([token]) });
    scrubJson(scrubber, value);
    expect(value).toEqual({ list: [token] });
  });

  test('keeps a member __proto__ as a member and sets no prototype', () => {
    const { value } = scrubJson(scrubber, JSON.parse(`{"__proto__":{"polluted":"${token}"}}`));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":"[redacted]"}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('holds no functions and symbols', () => {
    expect(scrubJson(scrubber, { f: () => token, s: Symbol(token) }).value).toEqual({
      f: undefined,
      s: undefined,
    });
  });
});
