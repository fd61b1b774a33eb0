import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../database/make-folder.ts';

/**
 * Temporary file, fsync, then a hard link to the name, which unlike a rename fails when the name is taken: what
 * another process has written in between is not overwritten. Then fsync of the folder. False: the name is taken.
 */
export const createPrivateFile = async (file: string, text: string): Promise<boolean> => {
  let created = true;
  await writeBeside(file, text, async (temporary) => {
    try {
      await link(temporary, file);
    } catch (error) {
      created = !isCode(error, 'EEXIST');
      if (!created) return;
      // Some file systems have no hard links. Two first starts at once are kept apart by the vault as well.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].some((code) => isCode(error, code))) throw error;
      await rename(temporary, file);
    }
  });
  return created;
};

/** The old contents or the new ones, whenever the process is killed. */
export const replacePrivateFile = (file: string, text: string): Promise<void> =>
  writeBeside(file, text, (temporary) => rename(temporary, file));

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const writeBeside = async (
  file: string,
  text: string,
  putInPlace: (temporary: string) => Promise<void>,
): Promise<void> => {
  const temporary = `${file}.${randomUUID()}.tmp`;
  makeFolder(dirname(file));
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  if (process.platform === 'win32') return; // folders cannot be opened there
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
