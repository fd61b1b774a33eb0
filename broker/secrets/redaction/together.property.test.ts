import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { makeScrubber, together } from './scrubber.ts';

const piece = (most: number) =>
  fc
    .array(fc.constantFrom(...'aZ09+/=~_-. "\\<&%é€😀'), { maxLength: most, size: 'max' })
    .map((letters) => letters.join(''));

it('secrets that share a piece are each found in every form as if alone, in any order', () => {
  fc.assert(
    fc.property(piece(12), piece(40), piece(12), fc.boolean(), (before, middle, after, turned) => {
      const shared = `${middle}eight678`;
      const secrets = [shared, `${before}${shared}`, `${shared}${after}`, `${before}${shared}${after}`];
      const all = secrets.map((secret) => makeScrubber([secret]));
      const joined = together(turned ? all.toReversed() : all);
      for (const [at, secret] of secrets.entries())
        for (const form of encodedForms(secret)) {
          const text = `(${Buffer.from(form).toString()})`;
          // What is left outside of the brackets' own begin and end: nothing that the scrubber of this one would leave less of.
          const left = joined.text(text).text.replaceAll(/\[redacted\]/g, '');
          expect(left.length).toBeLessThanOrEqual(
            (all[at]?.text(text).text ?? '').replaceAll(/\[redacted\]/g, '').length,
          );
        }
    }),
    { numRuns: 40 },
  );
});

it('a scrubber with unknown secrets is refused, because nothing would be searched for', () => {
  const known = makeScrubber(['a-first-secret']);
  expect(() => together([known, { ...makeScrubber(['a-second-secret']) }])).toThrow(TypeError);
});

it('the same secrets get one combined scrubber', () => {
  const [one, other] = [makeScrubber(['a-first-secret']), makeScrubber(['a-second-secret'])];
  expect(together([one])).toBe(one);
  expect(together([one, other])).toBe(together([one, other]));
  expect(together([one, other])).not.toBe(together([other, one]));
});
