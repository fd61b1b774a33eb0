import { expect, it } from 'vitest';
import { cpuMs } from '../../../checks/fixtures/cpu-time.ts';
import { describeValue } from './describe-value.ts';

const failed = (stack: string): Error => Object.assign(new Error(), { code: 'vault-locked', stack });

it.each([
  ['ValetkeyError: It is locked: try later.', 'ValetkeyError vault-locked: It is locked: try later.'],
  ['two words: first', 'two words: first'],
])('an error in a log has its code behind its name: %s', (stack, line) => {
  expect(describeValue(failed(stack))).toBe(line);
});

it('a long word without an end takes time in proportion to its length', () => {
  const began = cpuMs();
  expect(describeValue(failed('a'.repeat(200_000)))).toHaveLength(4_000);
  expect(cpuMs() - began).toBeLessThan(1_000);
});
