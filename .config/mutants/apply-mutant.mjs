import { appendFileSync, readFileSync } from 'node:fs';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;

/** @param {string | undefined} name of a mutant; without one nothing is changed */
const readMutant = (name) => {
  if (name === undefined) return undefined;
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  const file = root + mutant.file;
  /** Says that the file was loaded, so that a mutant of which no test even loads the file is not called caught. */
  const load = () => {
    const told = process.env['VALETKEY_MUTANT_LOADED'];
    if (told !== undefined) appendFileSync(told, `${name}\n`);
    return readFileSync(file, 'utf8').replace(mutant.find, () => mutant.replace);
  };
  return { file, load };
};

/**
 * A Vite plugin that serves one file with one promise broken; the file on disk stays as it is.
 *
 * @param {string | undefined} name
 * @returns {import('vite').Plugin[]}
 */
export const applyMutant = (name) => {
  const mutant = readMutant(name);
  if (mutant === undefined) return [];
  return [
    {
      name: 'apply-mutant',
      enforce: 'pre',
      load: (id) => (id.split('?')[0] === mutant.file ? mutant.load() : undefined),
    },
  ];
};

/**
 * The same for esbuild, which bundles what tests run in a process of its own (broker/database/fixtures/run-bundled.ts).
 *
 * @param {string | undefined} name
 * @returns {import('esbuild').Plugin[]}
 */
export const bundleMutant = (name) => {
  const mutant = readMutant(name);
  if (mutant === undefined) return [];
  return [
    {
      name: 'apply-mutant',
      setup: ({ onLoad }) =>
        onLoad({ filter: /\.ts$/ }, ({ path }) =>
          path === mutant.file ? { contents: mutant.load(), loader: 'ts' } : undefined,
        ),
    },
  ];
};
