import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { itUnless } from '../checks/fixtures/describe-unless.ts';
import { makeFolder } from './make-folder.ts';

it('a folder and its missing parents are made for us alone, and only a folder is accepted', () => {
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

itUnless(
  process.platform === 'linux' ? undefined : 'only Linux has /proc',
  'a folder below a parent that accepts none is an error',
  {},
  () => {
    const compiled = fileURLToPath(new URL('../dist/database/make-folder.js', import.meta.url));
    const script = `(await import(${JSON.stringify(compiled)})).makeFolder('/proc/x/below');`;
    const argv = ['--input-type=module', '--eval', script];
    const { status, stderr } = spawnSync(process.execPath, argv, { timeout: 120_000, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('ENOENT') });
  },
);
