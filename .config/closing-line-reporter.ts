import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Says on the last lines what was skipped and why, then the counts.
 * A skip without a reason fails the run: a green line that hides a hole is worse than a red one.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') counts.failed += 1;
        else {
          counts.skipped += 1;
          const reason = reasonOf(test);
          if (reason === undefined) process.exitCode = 1;
          skipped.push(`  ${test.fullName}: ${reason ?? 'NO REASON GIVEN (use ctx.skip("why"))'}`);
        }
      }
    }
    const canaries = canaryLine(process.env['VALETKEY_CANARY_REPORT']);
    process.on('exit', () => {
      if (skipped.length > 0) process.stdout.write(`\nskipped:\n${skipped.join('\n')}\n`);
      process.stdout.write(canaries);
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}

const reasonOf = (test: TestCase): string | undefined => {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
};

type Counts = Readonly<Record<'canaries' | 'unwatched' | 'messages' | 'bytes' | 'leaks', number>>;

/** What canary/watch-process.ts saw in all files together. */
const canaryLine = (report: string | undefined): string => {
  if (report === undefined) return '';
  let lines: Counts[];
  try {
    lines = readFileSync(report, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Counts);
  } catch {
    return '\nno canary was watched\n';
  }
  rmSync(dirname(report), { recursive: true });
  const sum = (key: keyof Counts): string =>
    lines.reduce((total, line) => total + line[key], 0).toLocaleString('en');
  return `\n${sum('canaries')} canaries (${sum('unwatched')} too short or too many to watch), ${sum('messages')} messages and files of ${sum('bytes')} bytes scanned, ${sum('leaks')} leaks\n`;
};
