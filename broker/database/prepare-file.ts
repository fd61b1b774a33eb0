import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseError } from './database-error.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Makes the file (0600) and its folder (0700) where they are missing, before SQLite would make them under
 * the process's umask; SQLite then gives -wal and -shm the file's own mode. A folder that exists is the
 * user's and keeps its mode; a database that others can read does not.
 */
export function prepareFile(file: string): void {
  try {
    makeFolder(dirname(file));
    const found = look(file);
    // SQLite deletes the log of an empty database: what is in it would be lost without a word.
    if ((found?.size ?? 0) === 0 && (look(`${file}-wal`)?.size ?? 0) > 0)
      throw new DatabaseError('unreadable', file);
    if (found === undefined) create(file);
    else if (!found.isFile()) throw new DatabaseError('unreadable', file);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) closeToOthers(name);
    accessSync(file, constants.R_OK | constants.W_OK);
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof DatabaseError ? error : new DatabaseError('unwritable', file, error);
  }
}

const create = (file: string): void => {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return; // another process was first
    throw error;
  }
  if (process.platform === 'win32') return; // folders cannot be opened there
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

const closeToOthers = (file: string): void => {
  const mode = look(file)?.mode ?? 0;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) chmodSync(file, 0o600);
};

const look = (file: string): Stats | undefined => statSync(file, { throwIfNoEntry: false });
