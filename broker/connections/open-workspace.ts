import type { ConnectionRecord } from '../contracts/connection.ts';
import { type Workspace, workspace } from '../contracts/workspace.ts';

/** Which workspace is open in this process. Another process on the same files has its own. */
export type OpenWorkspace = {
  now(): Workspace | undefined;
  /** False: it is open already. */
  set(next: Workspace | undefined): boolean;
};

export function makeOpenWorkspace(first: Workspace | undefined): OpenWorkspace {
  let open = checked(first);
  return Object.freeze<OpenWorkspace>({
    now: () => open,
    set: (next) => {
      const wanted = checked(next);
      if (isSameWorkspace(wanted, open)) return false;
      open = wanted;
      return true;
    },
  });
}

const checked = (given: Workspace | undefined): Workspace | undefined =>
  given && Object.freeze(workspace.parse(given));

export const isSameWorkspace = (one: Workspace | undefined, other: Workspace | undefined): boolean =>
  one?.kind === other?.kind && one?.id === other?.id;

/**
 * Whether a connection is there while this workspace is open. One of a workspace that was saved before workspaces had an
 * identity belongs to none, and is nowhere.
 */
export const isHere = (
  { scope, workspace: its }: Pick<ConnectionRecord, 'scope' | 'workspace'>,
  open: Workspace | undefined,
): boolean => scope === 'user' || (its !== undefined && isSameWorkspace(its, open));
