import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { makeFormFinder } from './find-forms.ts';

const token = 'ghp_aB3dE5gH7jK9mN1pQ3sT';

/** Counts how often the finder looks at a byte. Steps to a shorter suffix are at most one more per byte walked. */
const readsOf = (forms: readonly Uint8Array[], body: Uint8Array): number => {
  let reads = 0;
  const counted = new Proxy(body, {
    get(target, key) {
      if (key === 'length') return target.length;
      reads += 1;
      return Reflect.get(target, key);
    },
  });
  makeFormFinder(forms).find(counted, 0, () => undefined);
  return reads;
};

const repeated = (unit: string, length: number): Buffer => Buffer.alloc(length, unit);

describe('the cost of finding', () => {
  const forms = encodedForms(token);
  const units = [
    ...forms.map((form) => Buffer.from(form).toString('latin1').slice(0, -1)),
    ...forms.map((form) => Buffer.from(form).toString('latin1').slice(1)),
    ...forms.map((form) =>
      Buffer.from(form)
        .toString('latin1')
        .slice(0, token.length / 2),
    ),
    token.slice(0, 12) + token.slice(0, 11),
    token.slice(-2),
    '%25',
    '\\u00',
    '&#x',
    token,
  ];

  test('a search looks at most five times at each byte in bodies full of near matches', () => {
    for (const unit of units) expect(readsOf(forms, repeated(unit, 20_000))).toBeLessThan(5 * 20_000);
  });

  test('the cost of a search doubles with the body', () => {
    for (const unit of units) {
      const ratio = readsOf(forms, repeated(unit, 20_000)) / readsOf(forms, repeated(unit, 10_000));
      expect(ratio).toBeLessThan(2.2);
    }
  });

  test('the cost stays linear for the worst secret, one letter repeated', () => {
    const worst = encodedForms('a'.repeat(64));
    expect(readsOf(worst, repeated('a', 20_000))).toBeLessThan(5 * 20_000);
    expect(readsOf(worst, repeated(`${'a'.repeat(63)}b`, 20_000))).toBeLessThan(5 * 20_000);
  });

  test('the cost is linear for arbitrary small-alphabet forms and bodies', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (words, unit) => {
        return (
          readsOf(
            words.map((text) => Buffer.from(text)),
            repeated(unit, 2_000),
          ) <
          5 * 2_000
        );
      }),
    );
  });

  test('a search reads a small part of a body without near matches', () => {
    expect(readsOf(forms, repeated('lorem ipsum, dolor: [true] ', 20_000))).toBeLessThan(20_000 / 4);
  });
});
