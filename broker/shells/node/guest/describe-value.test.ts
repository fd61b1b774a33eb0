import { expect, it } from 'vitest';
import { describeValue } from './describe-value.ts';

const failed = (stack: string): Error => Object.assign(new Error(), { code: 'vault-locked', stack });

it.each([
  ['ValetkeyError: It is locked: try later.', 'ValetkeyError vault-locked: It is locked: try later.'],
  ['two words: first', 'two words: first'],
])('an error in a log has its code behind its name: %s', (stack, line) => {
  expect(describeValue(failed(stack))).toBe(line);
});

it('a long word without an end takes no time that its length does not take', () => {
  const began = performance.now();
  expect(describeValue(failed('a'.repeat(200_000)))).toHaveLength(4_000);
  expect(performance.now() - began).toBeLessThan(1_000);
});
