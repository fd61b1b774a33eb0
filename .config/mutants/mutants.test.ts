import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;
const words = new Set(['as', 'false', 'null', 'throw', 'typeof', 'ReturnType']);

describe('the mutants that npm run prove:mutants breaks promises with', () => {
  test('there are at least thirty mutants, each with its own name', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(30);
  });

  test.each(mutants)(
    'the mutant $name replaces a text that occurs once in $file, and its tests exist',
    (mutant) => {
      const source = readFileSync(root + mutant.file, 'utf8');
      expect(source.split(mutant.find).length - 1, mutant.find).toBe(1);
      expect(mutant.find).not.toBe(mutant.replace);
      for (const file of mutant.tests) expect(existsSync(root + file), file).toBe(true);
    },
  );

  // Such a mutant throws a ReferenceError, which every test catches: it would prove nothing.
  test.each(mutants)('the mutant $name uses only names that $file knows', ({ file, replace }) => {
    const bare = (source: string): string => source.replaceAll(/'[^'\n]*'/g, '');
    const known = new Set(bare(readFileSync(root + file, 'utf8')).match(/[\w$]+/g));
    const named = bare(replace).match(/(?<![.\w$])[A-Za-z_$][\w$]*(?!\s*:|[\w$])/g) ?? [];
    expect(named.filter((name) => !known.has(name) && !(name in globalThis) && !words.has(name))).toEqual([]);
  });
});
