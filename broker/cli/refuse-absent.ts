import { type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './command-powers.ts';

const where = 'Use --folder to say where the application keeps its data.';

/** A mistyped folder is said to be one, and nothing is made in it. Throws CommandError. */
export function refuseAbsent(folder: string, file?: string): void {
  const folderThere = look(folder)?.isDirectory() === true;
  if (!folderThere) throw new CommandError(`There is no folder ${folder}. ${where}`);
  if (file === undefined) return;
  const fileThere = look(join(folder, file))?.isFile() === true;
  if (!fileThere) throw new CommandError(`There is no ${file} in ${folder}. ${where}`);
}

/** Where a folder may be made and something else stands, there or on the way. Throws CommandError. */
export const refuseFile = (folder: string): void => {
  const found = look(folder);
  if (found !== undefined && !found.isDirectory())
    throw new CommandError(`${folder} is not a folder. ${where}`);
};

/** Below a file there is nothing: the file itself is what was found. */
const look = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const below = error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
    return below ? look(dirname(path)) : undefined;
  }
};
