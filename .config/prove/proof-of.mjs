import { readdirSync } from 'node:fs';

const root = new URL('../..', import.meta.url).pathname;

/** @type {readonly { readonly tool: 'vitest' | 'tsd' | 'dependency-cruiser', readonly runs: RegExp }[]} */
const tools = [
  { tool: 'vitest', runs: /\.test\.ts$/ },
  { tool: 'tsd', runs: /\/type-tests\/[\w-]+\.test-d\.ts$/ },
  { tool: 'dependency-cruiser', runs: /^\.config\/dependency-cruiser\.mjs$/ },
];

/** Without them "0 leaks" would prove nothing. */
const oracle = readdirSync(`${root}.config/canary`)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `.config/canary/${name}`);

/**
 * What `npm run prove` runs: every test file that a promise names, by the tool that runs it, and the tests of the canary
 * oracle. A file that no tool runs is in none of them, and .config/documents.test.ts fails.
 *
 * @param {readonly Pick<import('./promises.mjs').Promised, 'tests'>[]} promises
 */
export const proofOf = (promises) => {
  const named = [...new Set([...promises.flatMap(({ tests }) => tests), ...oracle])].sort();
  return tools.map(({ tool, runs }) => ({ tool, files: named.filter((file) => runs.test(file)) }));
};
