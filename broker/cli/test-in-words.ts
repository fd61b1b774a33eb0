import { nextSteps, type TestResult } from '../contracts/test-result.ts';
import { printable } from './printable.ts';

export function testInWords({ ok, cause, next, status, latencyMs, account }: TestResult): string {
  const facts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    `${Math.round(latencyMs)} ms`,
    ...(account === undefined ? [] : [`account ${printable(account)}`]),
  ].join(', ');
  if (ok) return `It works (${facts}).`;
  const then = next === undefined ? '' : ` ${nextSteps[next]}`;
  if (isUntested({ cause })) return `It was not tested.${then}`;
  return `It does not work: ${cause ?? 'other'} (${facts}).${then}`;
}

/** Nothing was sent: whether it works, nobody knows. */
export const isUntested = ({ cause }: Pick<TestResult, 'cause'>): boolean => cause === 'no-test-declared';
