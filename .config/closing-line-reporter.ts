import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    const sums = sumsOf(process.env['VALETKEY_PROOF_REPORT']);
    const summary = process.env['VALETKEY_PROOF_SUMMARY'];
    if (summary !== undefined) writeFileSync(summary, JSON.stringify({ ...sums, ...counts }));
    process.on('exit', () => {
      if (skipped.length > 0) process.stdout.write(`\nskipped:\n${skipped.join('\n')}\n`);
      process.stdout.write(proofLine(sums));
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}

const reasonOf = (test: TestCase): string | undefined => {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
};

type Sums = Readonly<Record<string, number>>;

/** What canary/watch-process.ts and fixtures/proof-counts.ts wrote in all files together, each count summed up. */
const sumsOf = (report: string | undefined): Sums => {
  if (report === undefined) return {};
  const sums: Record<string, number> = {};
  try {
    for (const line of readFileSync(report, 'utf8').trimEnd().split('\n')) {
      for (const [name, count] of Object.entries(JSON.parse(line) as Sums)) {
        sums[name] = (sums[name] ?? 0) + count;
      }
    }
  } catch {
    return sums; // no test file ran
  }
  rmSync(dirname(report), { recursive: true });
  return sums;
};

const proofLine = (sums: Sums): string => {
  const told = (name: string): string => (sums[name] ?? 0).toLocaleString('en');
  return `
${told('canaries')} canaries (${told('unwatched')} more are too short to be told from chance), ${told('messages')} messages and files of ${told('bytes')} bytes scanned, ${told('leaks')} leaks
${told('frames')} frames fuzzed, ${told('kills')} kills survived
`;
};
