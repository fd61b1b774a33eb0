import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asksEachCall, mcpAsking, mcpToolEffect } from '../contracts/mcp-tools.ts';
import { asksLess } from './asks-less.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const asking = fc
  .record({
    rule: fc.constantFrom(...(['every', 'destructive', 'none'] as const)),
    always: fc.array(name, { maxLength: 3 }),
    never: fc.array(name, { maxLength: 3 }),
  })
  .map((one) => mcpAsking.parse(one));

it('a change asks less if and only if some tool, known or not, would run without asking that asked before', () => {
  fc.assert(
    fc.property(asking, asking, (before, now) => {
      const freed = ['a', 'b', 'c', 'd', 'not named anywhere'].some((tool) =>
        mcpToolEffect.options.some(
          (effect) =>
            asksEachCall(before, { name: tool, effect }) && !asksEachCall(now, { name: tool, effect }),
        ),
      );
      expect(asksLess(before, now)).toBe(freed);
    }),
    { numRuns: 5_000 },
  );
});

it('a change never asks less than no question, or than the same rule', () => {
  fc.assert(
    fc.property(asking, (one) => {
      expect(asksLess(undefined, one)).toBe(false);
      expect(asksLess(one, one)).toBe(false);
    }),
  );
});
