import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';

/**
 * A module's entry is the function that its file is named after. As a hoisted `function` it stands before what it calls,
 * tools find it by its name, and a stack names it.
 */
const files = execFileSync('git', ['ls-files', 'broker/*.ts', 'extension-api/*.ts', 'settings-ui/*.ts'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => !/\.test(-d)?\.ts$/.test(file));

const entryOf = (file: string): string =>
  basename(file, '.ts').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const isArrow = (text: string, name: string): boolean =>
  new RegExp(`^export const ${name} = (?:async )?(?:<[^=]*>)?\\(`, 'm').test(text);

it('the function that a file is named after is a hoisted function', () => {
  expect(files.length).toBeGreaterThan(500);
  const arrows = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    const name = entryOf(file);
    return isArrow(text, name) || isArrow(text, `make${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  });
  expect(arrows).toEqual([]);
});

it('an arrow function is told from a function and from another value', () => {
  expect(isArrow('export const readIt = async (file: string) => file;', 'readIt')).toBe(true);
  expect(isArrow('export const readIt = <T>(file: T): T => file;', 'readIt')).toBe(true);
  expect(isArrow('export function readIt() {}', 'readIt')).toBe(false);
  expect(isArrow('export const readIt = z.string();', 'readIt')).toBe(false);
});
