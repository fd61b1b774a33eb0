import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;

/** The mutant that `VALETKEY_MUTANT` names. It may be another one later: prove-mutants.mjs starts Vitest once for many. */
export const currentMutant = () => {
  const name = process.env['VALETKEY_MUTANT'];
  if (name === undefined) return undefined;
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  const file = root + mutant.file;
  const load = () => {
    tellLoaded(name);
    return readFileSync(file, 'utf8').replace(mutant.find, () => mutant.replace);
  };
  return { file, load };
};

/** Says that the file was loaded, so that a mutant of which no test even loads the file is not called caught. */
const tellLoaded = (/** @type {string} */ name) => {
  process.env['VALETKEY_MUTANTS_LOADED'] ??= join(mkdtempSync(join(tmpdir(), 'valetkey-mutants-')), 'loaded');
  appendFileSync(process.env['VALETKEY_MUTANTS_LOADED'], `${name}\n`);
};

/** @param {string | undefined} name whether it was loaded, here or in a process that a test started */
export const loadedMutants = (name) => {
  const file = process.env['VALETKEY_MUTANTS_LOADED'];
  if (name === undefined || file === undefined || !existsSync(file)) return false;
  return readFileSync(file, 'utf8').split('\n').includes(name);
};

/** @returns {import('vite').Plugin} serves one file with one promise broken; the file on disk stays as it is */
export const applyMutant = () => ({
  name: 'apply-mutant',
  enforce: 'pre',
  load: (id) => {
    const mutant = currentMutant();
    return mutant !== undefined && id.split('?')[0] === mutant.file ? mutant.load() : undefined;
  },
});

/**
 * The same for esbuild, which bundles what tests run in a process of its own (broker/database/fixtures/run-bundled.ts).
 *
 * @returns {import('esbuild').Plugin}
 */
export const bundleMutant = () => ({
  name: 'apply-mutant',
  setup: ({ onLoad }) => {
    const mutant = currentMutant();
    if (mutant === undefined) return;
    onLoad({ filter: /\.ts$/ }, ({ path }) =>
      path === mutant.file ? { contents: mutant.load(), loader: 'ts' } : undefined,
    );
  },
});
