import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Workspace } from '../contracts/workspace.ts';
import { workspaceFileName } from '../providers/read-workspace-file.ts';
import { workspaceOfFolder } from '../shells/workspace-of-folder.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

const marks = [workspaceFileName, '.git'];

/** The folder of this name; else the nearest one upward from here that holds one of the marks; else the current one. */
export async function workspaceHere(named: string | undefined): Promise<Workspace | undefined> {
  if (named !== undefined)
    return workspaceOfFolder(named).catch((error: unknown) => {
      throw new CommandError(
        `There is no folder ${printable(JSON.stringify(named))} that can be a workspace.`,
        error,
      );
    });
  try {
    return await workspaceOfFolder(nearestMarked(process.cwd()));
  } catch {
    return undefined; // the current folder is gone, or cannot be read
  }
}

export const nearestMarked = (from: string): string => {
  for (let at = from; ; at = dirname(at)) {
    if (marks.some((mark) => existsSync(join(at, mark)))) return at;
    if (dirname(at) === at) return from;
  }
};
