import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printableJson } from './printable.ts';

it('a line of JSON is ASCII without control characters, and says the same to a parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = printableJson({ text: `${text}\u009bé` });
      expect(line).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(line)).toEqual({ text: `${text}\u009bé` });
    }),
  );
});
