import { describe, expect, it } from 'vitest';
import { judgeMutant } from './judge-mutant.mjs';

const failed = (...messages: string[]) => ({ title: 'a rule holds', messages });

describe('a mutant', () => {
  it('a mutant is caught by a failing assertion, also beside a test that timed out', () => {
    const tests = [failed('Test timed out in 20000ms.\nIf this…'), failed('expected 1 to be 2')];
    expect(judgeMutant({ tests, errors: [] })).toEqual({ verdict: 'caught', by: 'a rule holds' });
  });

  it('a mutant is caught by the oracle that sees a secret', () => {
    const errors = ['a secret was seen where none may be:\nthe file /tmp/x: 40 bytes at 0 of 40'];
    expect(judgeMutant({ tests: [], errors })).toMatchObject({ verdict: 'caught' });
  });

  it.each([
    ['tests that only time out', { tests: [failed('Test timed out in 20000ms.\nIf this…')], errors: [] }],
    ['a file that does not load', { tests: [], errors: ['Unexpected token'] }],
    ['a hook that fails', { tests: [], errors: ['Hook timed out in 10000ms.'] }],
    ['a process that does not end', { tests: [], errors: ['it did not end'] }],
  ])('a mutant is not caught by %s: that is an error of the harness', (_what, failures) => {
    expect(judgeMutant(failures)).toMatchObject({ verdict: 'ERROR' });
  });

  it('a mutant survives if nothing fails', () => {
    expect(judgeMutant({ tests: [], errors: [] })).toEqual({ verdict: 'SURVIVED', by: '' });
  });
});
