import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

it('makes a folder and those on the way to it for us alone, and takes none but a folder for one', () => {
  const home = mkdtempSync(join(tmpdir(), 'valetkey-folder-'));
  try {
    const folder = join(home, 'one', 'two');
    makeFolder(folder);
    makeFolder(folder);
    for (const made of [folder, join(home, 'one')]) expect(statSync(made).mode & 0o777).toBe(0o700);
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(join(home, 'file', 'below'))).toThrow();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it.skipIf(process.platform !== 'linux')('ends where a folder is there and takes no other', () => {
  const compiled = fileURLToPath(new URL('../dist/database/make-folder.js', import.meta.url));
  const script = `(await import(${JSON.stringify(compiled)})).makeFolder('/proc/x/below');`;
  const argv = ['--input-type=module', '--eval', script];
  const { status, stderr } = spawnSync(process.execPath, argv, { timeout: 10_000, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('ENOENT') });
});
