import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from './mutants.mjs';

const root = new URL('../..', import.meta.url).pathname;

describe('the mutants that npm run prove:mutants breaks promises with', () => {
  test('are at least thirty, each with a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(30);
  });

  test.each(mutants)(
    '$name: the text that it replaces stands once in $file, and its tests exist',
    (mutant) => {
      const source = readFileSync(root + mutant.file, 'utf8');
      expect(source.split(mutant.find).length - 1, mutant.find).toBe(1);
      expect(mutant.find).not.toBe(mutant.replace);
      for (const file of mutant.tests) expect(existsSync(root + file), file).toBe(true);
    },
  );
});
