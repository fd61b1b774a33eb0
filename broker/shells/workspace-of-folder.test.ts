import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, sep } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { workspaceOfFolder } from './workspace-of-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'valetkey-workspace-'));
const folder = join(root, 'app');
mkdirSync(folder);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the workspace of a folder', () => {
  it('a folder, a way around to it and a link to it are one workspace, by its real path', async () => {
    symlinkSync(folder, join(root, 'link'));
    const one = await workspaceOfFolder(folder);
    expect(one).toMatchObject({ kind: 'folder', name: 'app' });
    expect(one.id.endsWith(`${sep}app`)).toBe(true);
    for (const same of [join(root, 'link'), `${folder}${sep}..${sep}app`, `${folder}${sep}`])
      expect(await workspaceOfFolder(same)).toEqual(one);
  });

  it('the root has its path for a name', async () => {
    expect((await workspaceOfFolder(parse(root).root)).name).toBe(parse(root).root);
  });

  it('a file or a missing folder is not a workspace', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(workspaceOfFolder(join(root, 'file'))).rejects.toThrow('not a folder');
    await expect(workspaceOfFolder(join(root, 'none'))).rejects.toThrow('ENOENT');
  });

  // Elsewhere a file system refuses such a name.
  it.skipIf(process.platform !== 'linux')('a folder whose path is not UTF-8 is no workspace', async () => {
    const odd = Buffer.concat([Buffer.from(`${root}${sep}odd`), Buffer.from([0xff])]);
    mkdirSync(odd);
    symlinkSync(odd, join(root, 'to-odd'));
    await expect(workspaceOfFolder(join(root, 'to-odd'))).rejects.toThrow('UTF-8');
  });
});
