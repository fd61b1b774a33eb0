import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { failure, noReason, skippedLines, sumUp } from './sum-up.ts';

/**
 * Says on the last lines what was skipped and why, where foreign output is, and the counts. Of what failed it says why at
 * once, too: a run that is ended early has no last lines.
 */
export default class ClosingLine implements Reporter {
  #namePattern: RegExp | undefined;

  onInit({ config }: Vitest): void {
    this.#namePattern = config.testNamePattern;
  }

  onTestCaseResult(test: TestCase): void {
    const { errors: [error] = [] } = test.result();
    if (error !== undefined)
      process.stdout.write(
        `failed: ${failure(`${test.module.relativeModuleId} > ${test.fullName}`, error.message)}\n`,
      );
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = sumUp(modules, errors, this.#namePattern);
    const sums = sumsOf(process.env['VALETKEY_PROOF_REPORT']);
    const summary = process.env['VALETKEY_PROOF_SUMMARY'];
    if (summary !== undefined) writeFileSync(summary, JSON.stringify({ ...sums, ...counts }));
    if (Object.values(counts.files).some(({ skipped }) => noReason in skipped)) process.exitCode = 1;
    process.on('exit', () => {
      const skipped = skippedLines(counts);
      if (skipped.length > 0) process.stdout.write(`\nskipped:\n${skipped.join('\n')}\n`);
      process.stdout.write(proofLine(sums));
      process.stdout.write(printedLine(process.env['VALETKEY_PRINTED'], counts.failed > 0));
      if (counts.unsteady.length > 0)
        process.stdout.write(`\npassed at the second try only:\n${counts.unsteady.join('\n')}\n`);
      if (counts.failures.length > 0) process.stdout.write(`\nfailed:\n${counts.failures.join('\n')}\n`);
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}

/** What tests and the servers that they start printed: named where something failed, else removed. */
const printedLine = (file: string | undefined, failed: boolean): string => {
  if (file === undefined || !existsSync(file)) return '';
  if (failed) return `what tests and third-party servers printed: ${file}\n`;
  rmSync(file);
  return '';
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
${told('canaries')} canaries (not watched: ${told('tooShort')} of fewer than 16 characters, ${told('tooUniform')} of fewer than 6 different ones), ${told('messages')} messages and files of ${told('bytes')} bytes scanned, ${told('leaks')} leaks
${told('frames')} frames fuzzed, ${told('kills')} kills survived
`;
};
