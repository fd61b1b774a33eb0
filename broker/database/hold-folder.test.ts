import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleFixture, run } from './fixtures/run-bundled.ts';
import { holdFolder, isFolderFree } from './hold-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-hold-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const hold = () => holdFolder(folder, (work) => work());

it('a broker is alone in a folder until another one starts there, and a new one is alone when all have ended', () => {
  expect(isFolderFree(folder)).toBe(undefined);
  const first = hold();
  const second = hold();
  expect([first.alone, second.alone, isFolderFree(folder)]).toEqual([true, false, false]);
  first.release();
  first.release();
  expect(isFolderFree(folder)).toBe(false);
  second.release();
  expect(isFolderFree(folder)).toBe(true);
  const third = hold();
  expect(third.alone).toBe(true);
  third.release();
});

it('a folder is held by another process until that is killed', async () => {
  const holder = await bundleFixture(new URL('./fixtures/hold-until-killed.ts', import.meta.url), folder);
  const beside: (boolean | undefined)[] = [];
  const { lines, errors } = await run([process.execPath, holder, folder], {
    watch: (child) => {
      child.stdout?.once('data', () => {
        beside.push(isFolderFree(folder));
        child.kill('SIGKILL');
      });
    },
  });
  expect(lines, errors).toEqual(['true']);
  expect([...beside, isFolderFree(folder)]).toEqual([false, true]);
});

it('a damaged lock file keeps no broker from starting, and nobody is then said to be alone', () => {
  writeFileSync(join(folder, 'running.db'), 'x'.repeat(4_096));
  const held = hold();
  expect([held.alone, isFolderFree(folder)]).toEqual([false, undefined]);
  held.release();
});
