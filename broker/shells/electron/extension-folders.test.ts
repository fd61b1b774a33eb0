import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extensionFolders } from './extension-folders.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'valetkey-extensions-'));
  for (const name of ['b', 'a', 'none']) mkdirSync(join(top, name));
  for (const name of ['b', 'a']) writeFileSync(join(top, name, 'package.json'), '{}');
  writeFileSync(join(top, 'a-file'), '');
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

it('extension folders are those with a package.json', async () => {
  expect(await extensionFolders(top)).toEqual([join(top, 'a'), join(top, 'b')]);
  expect(await extensionFolders(join(top, 'nowhere'))).toEqual([]);
});

it('an unreadable folder is listed and reported, and the others stay', async () => {
  mkdirSync(join(top, 'broken'));
  symlinkSync('package.json', join(top, 'broken', 'package.json')); // to itself: as unreadable to root as to anybody
  expect(await extensionFolders(top)).toEqual(['a', 'b', 'broken'].map((name) => join(top, name)));
});
