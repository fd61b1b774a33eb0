import { expect, it } from 'vitest';
import { makeFoldersNotLoaded } from './folders-not-loaded.ts';

it('what is wrong with a folder hides nothing and is bounded, and a folder without problems is not listed', async () => {
  const folders = makeFoldersNotLoaded({ changed: () => undefined });
  const problems = Array.from({ length: 25 }, () => ({
    at: 'na\u202eme',
    sentence: `“\u001b[2J${'x'.repeat(900)}” is no name.`,
  }));
  folders.report({ folder: '/a', problems });
  const [listed] = folders.list();
  expect(JSON.stringify(listed)).not.toMatch(/\\u001b|\u202e/);
  expect(listed).toMatchObject({ more: 5, canLoadAgain: false });
  expect(listed?.problems.every(({ sentence }) => sentence.length <= 600)).toBe(true);
  folders.report({ folder: '/a', problems: [] });
  expect(folders.list()).toEqual([]);
});
