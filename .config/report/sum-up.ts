import { stripVTControlCharacters } from 'node:util';
import type { SerializedError } from 'vitest';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';

/** Of one test file, by its path from the root. */
export type FileCounts = {
  passed: number;
  failed: number;
  /** How many tests, by why they did not run. */
  readonly skipped: Record<string, number>;
};

export type Summed = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly files: Readonly<Record<string, FileCounts>>;
  /** What failed: the file, the title, and the first line of the error. */
  readonly failures: readonly string[];
  /** What failed and then passed, where a failed test is run again: each is to be mended at its cause. */
  readonly unsteady: readonly string[];
};

/** What a skip without a reason says. It fails the run: a green line that hides a hole is worse than a red one. */
export const noReason = 'NO REASON GIVEN (use ctx.skip("why") or describeUnless)';
const notChosen = 'not chosen by --testNamePattern';
const setUpFailed = 'the set-up before these tests failed';

/** Counts tests, and suites and files that failed without one: in a hook, or while they were loaded. */
export const sumUp = (
  modules: readonly TestModule[],
  errors: readonly SerializedError[],
  namePattern?: RegExp,
): Summed => {
  const files: Record<string, FileCounts> = {};
  const failures = errors.map(({ message }) => failure('outside of every file', message));
  const unsteady: string[] = [];
  let [passed, failed, skipped] = [0, errors.length, 0];
  for (const module of modules) {
    const counts: FileCounts = { passed: 0, failed: 0, skipped: {} };
    const file = module.relativeModuleId;
    const fail = (title: string, message: string | undefined): void => {
      counts.failed += 1;
      failures.push(failure(title, message));
    };
    for (const { message } of module.errors()) fail(file, message);
    for (const suite of module.children.allSuites()) {
      const [error] = suite.errors();
      if (error !== undefined) fail(`${file} > ${suite.fullName}`, error.message);
    }
    for (const test of module.children.allTests()) {
      const { state, errors: [error] = [] } = test.result();
      if (test.diagnostic()?.flaky === true)
        unsteady.push(failure(`${file} > ${test.fullName}`, error?.message));
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed') fail(`${file} > ${test.fullName}`, error?.message);
      else {
        const isChosen = namePattern?.test(test.fullName.replaceAll(' > ', ' ')) !== false;
        const reason = isChosen ? reasonOf(test) : notChosen;
        counts.skipped[reason] = (counts.skipped[reason] ?? 0) + 1;
        skipped += 1;
      }
    }
    files[file] = counts;
    passed += counts.passed;
    failed += counts.failed;
  }
  return { passed, failed, skipped, files, failures, unsteady };
};

/** CI may keep only the last lines of its output, so each failure is one short line there. */
export const failure = (title: string, message = ''): string => {
  const [line = ''] = stripVTControlCharacters(message).trim().split('\n');
  return `${title}: ${line.slice(0, 160)}`;
};

/** Its own, else of the nearest suite around it that has one. */
const reasonOf = (test: TestCase): string => {
  const result = test.result();
  if (result.state === 'skipped' && result.note !== undefined) return result.note;
  const own = whyIn(test);
  if (own !== undefined) return own;
  for (let suite: TestSuite | TestModule = test.parent; ; suite = suite.parent) {
    const why = whyIn(suite) ?? (suite.errors().length > 0 ? setUpFailed : undefined);
    if (why !== undefined) return why;
    if (suite.type === 'module') return noReason;
  }
};

/** As broker/checks/fixtures/describe-unless.ts puts it there. */
const whyIn = (task: { meta(): object }): string | undefined =>
  (task.meta() as { readonly whySkipped?: string }).whySkipped;

/** As broker/checks/fixtures/needs-packages.ts writes it. */
const needsPackages = /^needs (.+): `\.ci\/run` installs the system packages$/;

/** One line for each reason, the most frequent first; all that packages would mend is one. */
export const skippedLines = ({ files }: Pick<Summed, 'files'>): string[] => {
  const counts = new Map<string, number>();
  const lacking = new Map<string, number>();
  const count = (map: Map<string, number>, name: string, more: number): void => {
    map.set(name, (map.get(name) ?? 0) + more);
  };
  for (const { skipped } of Object.values(files))
    for (const [reason, tests] of Object.entries(skipped)) {
      const [, packages] = needsPackages.exec(reason) ?? [];
      if (packages === undefined) count(counts, reason, tests);
      else count(lacking, packages, tests);
    }
  if (lacking.size > 0) {
    const all = [...lacking.values()].reduce((sum, tests) => sum + tests, 0);
    const each = byCount(lacking).map(([packages, tests]) => `${tests} ${packages}`);
    counts.set(`need system packages: \`.ci/run\` installs them (${each.join('; ')})`, all);
  }
  return byCount(counts).map(([reason, tests]) => `${String(tests).padStart(6)}  ${reason}`);
};

const byCount = (counts: Map<string, number>): [string, number][] =>
  [...counts].toSorted(([, a], [, b]) => b - a);
