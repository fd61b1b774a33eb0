/**
 * A process that runs test files, each with one mutant or none, as it is told. Vitest is started once, and what it has
 * transformed stays; of a mutant only the file is read again. `{ mutant, file, tests }` in, `{ loaded, failures }` out.
 */
import { createVitest } from 'vitest/node';
import { loadedMutants } from './apply-mutant.mjs';
import { judgeMutant } from './judge-mutant.mjs';

const root = new URL('../..', import.meta.url).pathname;
/** Of the run that is under way. @type {{ tests: { title: string, messages: string[] }[], errors: string[] }} */
let failures = { tests: [], errors: [] };
let ran = 0;

/** @type {import('vitest/node').Reporter} */
const collect = {
  onTestCaseResult: (test) => {
    const { state, errors = [] } = test.result();
    if (state !== 'skipped') ran += 1;
    if (state !== 'failed') return;
    failures.tests.push({ title: test.fullName, messages: errors.map(({ message }) => message) });
    // The first test that fails by what it asserts is enough.
    const mutated = process.env['VALETKEY_MUTANT'] !== undefined;
    if (mutated && judgeMutant(failures).verdict === 'caught') void vitest.cancelCurrentRun('test-failure');
  },
  onTestModuleEnd: (module) => {
    for (const suite of [module, ...module.children.allSuites()])
      failures.errors.push(...suite.errors().map(({ message }) => message));
  },
};
const vitest = await createVitest('test', {
  watch: false,
  root,
  config: `${root}.config/vitest.config.ts`,
  maxWorkers: 1,
  reporters: [collect],
});

/** @param {readonly string[]} files */
const runFiles = async (files) => {
  failures = { tests: [], errors: [] };
  ran = 0;
  try {
    const specifications = await vitest.globTestSpecifications([...files]);
    const { unhandledErrors } = await vitest.runTestSpecifications(specifications, false);
    failures.errors.push(...unhandledErrors.map((error) => String(Reflect.get(Object(error), 'message'))));
  } catch (error) {
    failures.errors.push(String(error));
  }
  if (ran === 0 && failures.errors.length === 0) failures.errors.push(`${files}: no test ran`);
  return failures;
};

process.on('message', async (/** @type {{ mutant?: string, file?: string, tests: string[] }} */ told) => {
  const { mutant, file, tests } = told;
  if (mutant === undefined) delete process.env['VALETKEY_MUTANT'];
  else process.env['VALETKEY_MUTANT'] = mutant;
  if (file !== undefined) vitest.invalidateFile(root + file);
  const began = performance.now();
  const answer = { failures: await runFiles(tests), ms: performance.now() - began };
  // The next one finds the file as it is.
  if (file !== undefined) vitest.invalidateFile(root + file);
  process.send?.({ loaded: loadedMutants(mutant), ...answer });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
