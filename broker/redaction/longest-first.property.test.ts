import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodedForms } from './encoded-forms.ts';
import { longestFirst, makeScrubber } from './scrubber.ts';

const piece = (most: number) =>
  fc
    .array(fc.constantFrom(...'aZ09+/=~_-. "\\<&%é€😀'), { maxLength: most, size: 'max' })
    .map((letters) => letters.join(''));

it('of two secrets of which one holds the other, every form of the longer one is found as if it were alone', () => {
  fc.assert(
    fc.property(piece(12), piece(40), piece(12), (before, middle, after) => {
      const short = `${middle}eight678`;
      const long = `${before}${short}${after}`;
      fc.pre(long !== short);
      const [longer, shorter] = [makeScrubber([long]), makeScrubber([short])];
      const inOrder = [shorter, longer].sort(longestFirst);
      for (const form of encodedForms(long)) {
        const text = `(${Buffer.from(form).toString()})`;
        const clean = inOrder.reduce((left, scrubber) => scrubber.text(left).text, text);
        expect(clean).toBe(shorter.text(longer.text(text).text).text);
      }
    }),
    { numRuns: 100 },
  );
});
