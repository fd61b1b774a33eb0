import { posix } from 'node:path';

/**
 * Mutants of one folder that the same tests must catch: each row is name, promise, file, find, replace.
 *
 * @param {string} folder @param {string[]} tests @param {[string, string, string, string, string][]} rows
 * @returns {import('./mutants.mjs').Mutant[]}
 */
export const group = (folder, tests, rows) =>
  rows.map(([name, promise, file, find, replace]) => ({
    name,
    promise,
    file: posix.join(folder, file),
    find,
    replace,
    tests,
  }));
