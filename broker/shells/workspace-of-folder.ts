import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Workspace, workspace } from '../contracts/workspace.ts';

/**
 * The workspace of a folder. Its real path decides, so a link to the folder is the same workspace. Throws where there is
 * no such folder, or its path cannot be told from another one.
 */
export async function workspaceOfFolder(folder: string): Promise<Workspace> {
  const bytes = await realpath(folder, { encoding: 'buffer' });
  const id = bytes.toString();
  // Bytes that are no UTF-8 all read as the same character, and two folders would be one.
  if (!Buffer.from(id).equals(bytes)) throw new Error('The path of the folder is not valid UTF-8.');
  if (!(await stat(id)).isDirectory()) throw new Error('It is not a folder.');
  return workspace.parse({ kind: 'folder', id, name: basename(id) || id });
}
