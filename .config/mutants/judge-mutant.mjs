/**
 * What a run of a mutant's tests says.
 *
 * @typedef {{
 *   readonly tests: readonly { readonly title: string, readonly messages: readonly string[] }[],
 *   readonly errors: readonly string[],
 * }} Failures failed tests, and errors outside of them: of loading a file, of a hook, that nobody caught
 * @typedef {{ readonly verdict: 'caught' | 'SURVIVED' | 'ERROR', readonly by: string }} Verdict
 */

const timedOut = /^(?:Error: )?(?:Test|Hook) timed out in \d+ms/;
/** As .config/canary/watch-process.ts says it at the end of a file. */
const leak = /a secret was seen where none may be/;

/**
 * Caught is a mutant by a test that failed by what it asserts, or by the oracle that saw a secret. A test that only timed
 * out, a file that did not load and a hook that failed say nothing of the promise: those are errors of the harness.
 *
 * @param {Failures} failures @returns {Verdict}
 */
export const judgeMutant = ({ tests, errors }) => {
  const asserted = tests.find(({ messages }) => messages.some((message) => !timedOut.test(message)));
  if (asserted !== undefined) return { verdict: 'caught', by: asserted.title };
  const seen = errors.find((error) => leak.test(error));
  if (seen !== undefined) return { verdict: 'caught', by: seen };
  const [late] = tests;
  if (late !== undefined) return { verdict: 'ERROR', by: `only timed out: ${late.title}` };
  const [error] = errors;
  if (error !== undefined) return { verdict: 'ERROR', by: error };
  return { verdict: 'SURVIVED', by: '' };
};
