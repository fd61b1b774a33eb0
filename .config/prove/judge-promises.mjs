/**
 * What the run of its tests says of each promise.
 *
 * - `proved`: every test that it names ran and passed.
 * - `skipped`: none failed, and some could not run on this machine; each has a reason.
 * - `failed`: a test failed, or a file that it names did not run at all.
 *
 * @typedef {import('../report/sum-up.ts').FileCounts} FileCounts
 * @typedef {{ readonly number: string, readonly title: string, readonly verdict: 'proved' | 'skipped' | 'failed',
 *   readonly passed: number, readonly why: readonly string[] }} Judged
 *
 * @param {readonly Pick<import('./promises.mjs').Promised, 'number' | 'title' | 'tests'>[]} promises
 * @param {Readonly<Record<string, FileCounts>>} files @returns {readonly Judged[]}
 */
export const judgePromises = (promises, files) =>
  promises.map(({ number, title, tests }) => {
    let passed = 0;
    /** @type {string[]} */
    const broken = [];
    /** @type {Set<string>} */
    const reasons = new Set();
    for (const file of tests) {
      const counts = files[file];
      const skipped = Object.entries(counts?.skipped ?? {});
      if (counts === undefined) broken.push(`${file} did not run`);
      else if (counts.failed > 0) broken.push(`${file}: ${counts.failed} failed`);
      else if (counts.passed === 0 && skipped.length === 0) broken.push(`${file} has no test`);
      for (const [reason, count] of skipped) reasons.add(`${file}: ${count} skipped: ${reason}`);
      passed += counts?.passed ?? 0;
    }
    if (tests.length === 0) broken.push('it names no test');
    if (broken.length > 0) return { number, title, verdict: 'failed', passed, why: broken };
    return { number, title, verdict: reasons.size > 0 ? 'skipped' : 'proved', passed, why: [...reasons] };
  });
