import { readFileSync } from 'node:fs';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;

/**
 * A Vite plugin that serves one file with one promise broken; the file on disk stays as it is. Says on stderr that the
 * file was loaded, so that a mutant of which no test even loads the file is not called caught.
 *
 * @param {string | undefined} name of a mutant; without one nothing is changed
 * @returns {import('vite').Plugin[]}
 */
export const applyMutant = (name) => {
  if (name === undefined) return [];
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  const file = root + mutant.file;
  return [
    {
      name: 'apply-mutant',
      enforce: 'pre',
      load(id) {
        if (id.split('?')[0] !== file) return undefined;
        process.stderr.write(`mutant ${name} loaded\n`);
        return readFileSync(file, 'utf8').replace(mutant.find, () => mutant.replace);
      },
    },
  ];
};
