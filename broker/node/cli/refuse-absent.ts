import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './command-powers.ts';

const where = '--folder says where the application keeps its data.';

/** A mistyped folder is said to be one, and nothing is made in it. Throws CommandError. */
export const refuseAbsent = (folder: string, file?: string): void => {
  const folderThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!folderThere) throw new CommandError(`There is no folder ${folder}. ${where}`);
  if (file === undefined) return;
  const fileThere = statSync(join(folder, file), { throwIfNoEntry: false })?.isFile() === true;
  if (!fileThere) throw new CommandError(`There is no ${file} in ${folder}. ${where}`);
};

/** Where a folder may be made and what stands there is none. Throws CommandError. */
export const refuseFile = (folder: string): void => {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory())
    throw new CommandError(`${folder} is not a folder. ${where}`);
};
