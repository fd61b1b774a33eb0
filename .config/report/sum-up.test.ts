import { defined } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { noReason, skippedLines, sumUp } from './sum-up.ts';

type Fake = {
  readonly fullName: string;
  readonly type: string;
  readonly parent?: Fake;
  readonly meta: () => object;
  readonly errors: () => readonly object[];
};
const suite = (parent: Fake | undefined, why?: string, ...errors: readonly object[]): Fake => ({
  fullName: 'a suite',
  type: parent === undefined ? 'module' : 'suite',
  ...defined({ parent }),
  meta: () => (why === undefined ? {} : { whySkipped: why }),
  errors: () => errors,
});
const test = (parent: Fake, state: string, note?: string, flaky = false) => ({
  diagnostic: () => ({ flaky }),
  parent,
  fullName: 'a suite > a rule',
  meta: () => ({}),
  result: () => ({ state, note }),
});
const summed = (suites: readonly Fake[], tests: readonly object[], pattern?: RegExp) => {
  const [module] = suites;
  const children = { allSuites: () => suites.slice(1), allTests: () => tests };
  const one = { ...module, relativeModuleId: 'a.test.ts', children };
  return sumUp([one] as never, [], pattern);
};

describe('the reason of a skipped test', () => {
  const module = suite(undefined);

  it('a reason is the test’s own, or its nearest suite’s', () => {
    const outer = suite(module, 'the outer reason');
    const inner = suite(outer, 'the inner reason');
    const tests = [
      test(inner, 'skipped', 'its own'),
      test(inner, 'skipped'),
      test(suite(outer), 'skipped'),
      test(module, 'passed'),
    ];
    expect(summed([module, outer, inner], tests)).toMatchObject({
      passed: 1,
      failed: 0,
      skipped: 3,
      files: { 'a.test.ts': { skipped: { 'its own': 1, 'the inner reason': 1, 'the outer reason': 1 } } },
    });
  });

  it('a missing reason makes the closing line fail', () => {
    expect(summed([module], [test(module, 'skipped')]).files['a.test.ts']?.skipped).toEqual({
      [noReason]: 1,
    });
  });

  it('a failed set-up is the reason, and its suite counts as failed', () => {
    const broken = suite(module, undefined, { message: 'no server' });
    const { failed, files, failures } = summed([module, broken], [test(broken, 'skipped')]);
    expect(failed).toBe(1);
    expect(failures).toEqual(['a.test.ts > a suite: no server']);
    expect(files['a.test.ts']?.skipped).toEqual({ 'the set-up before these tests failed': 1 });
  });

  it('a name pattern that leaves a test out is the reason', () => {
    const { files } = summed([module], [test(module, 'skipped')], /another rule/);
    expect(files['a.test.ts']?.skipped).toEqual({ 'not chosen by --testNamePattern': 1 });
  });
});

it('a test that passed at the second try only is named, with its error', () => {
  const module = suite(undefined);
  const once = {
    ...test(module, 'passed', undefined, true),
    result: () => ({ state: 'passed', errors: [{ message: 'too early\nat x' }] }),
  };
  expect(summed([module], [test(module, 'passed'), once])).toMatchObject({
    passed: 2,
    failed: 0,
    unsteady: ['a.test.ts > a suite > a rule: too early'],
  });
});

it('reasons are summed up over all files, and what packages would mend is one line', () => {
  const needs = (packages: string): string => `needs ${packages}: \`.ci/run\` installs the system packages`;
  const files = {
    'a.test.ts': { passed: 0, failed: 0, skipped: { [needs('chromium')]: 40, 'only Linux tells': 1 } },
    'b.test.ts': { passed: 0, failed: 0, skipped: { [needs('chromium')]: 2, [needs('nginx, caddy')]: 7 } },
    'c.test.ts': { passed: 0, failed: 0, skipped: { 'only Linux tells': 2 } },
  };
  expect(skippedLines({ files })).toEqual([
    '    49  need system packages: `.ci/run` installs them (42 chromium; 7 nginx, caddy)',
    '     3  only Linux tells',
  ]);
});
