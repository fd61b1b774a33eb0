import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { placeOf, putInHome } from './extension-home.ts';

it('the version of before is back in its place where the new one could not be moved there', async () => {
  const home = mkdtempSync(join(tmpdir(), 'valetkey-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const id = 'acme.notes' as never;
  mkdirSync(placeOf(home, id));
  mkdirSync(join(home, '.aside'));
  writeFileSync(join(placeOf(home, id), 'package.json'), 'of before');
  // Of no files nothing was made that could be moved.
  await expect(putInHome(home, id, [], () => 'one')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readFileSync(join(placeOf(home, id), 'package.json'), 'utf8')).toBe('of before');
});
