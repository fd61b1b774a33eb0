import type { ConnectionId } from '@valetkey/api-contracts';
import { nameInLine } from '../audit/authority-in-line.ts';
import type { Note } from '../audit/note.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { isHere, type OpenWorkspace } from '../connections/open-workspace.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import { english } from '../contracts/texts/say.ts';
import { type Workspace, workspaceText } from '../contracts/workspace.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { Resolver } from './resolve-connection.ts';

/**
 * Another workspace is open from now on, or none. Handles and sign-ins of connections that are not here any more
 * end when this returns; their stored grants wait until their workspace is open again.
 */
export function changeWorkspace(
  next: Workspace | undefined,
  {
    workspace,
    resolver,
    connections,
    ledger,
    oauth,
    note,
  }: {
    readonly workspace: OpenWorkspace;
    readonly resolver: Pick<Resolver, 'forget'>;
    readonly connections: Pick<ConnectionStore, 'get'>;
    readonly ledger: Pick<Ledger, 'endWhere'>;
    readonly oauth: Pick<Oauth, 'giveUpWhere'>;
    readonly note: Note;
  },
): void {
  if (!workspace.set(next)) return;
  resolver.forget();
  const stays = (id: ConnectionId): boolean => {
    try {
      const record = connections.get(id);
      return record !== undefined && isHere(record, next);
    } catch {
      return false; // whose it is cannot be read
    }
  };
  ledger.endWhere(({ connectionId }) => !stays(connectionId), 'workspace-closed');
  oauth.giveUpWhere((connectionId) => !stays(connectionId));
  const kind = next === undefined ? 'workspace.closed' : 'workspace.opened';
  note({ kind, ...workspaceInLine(next) });
}

/** For a line of the log: in it nothing moves a cursor or hides. */
export const workspaceInLine = (workspace: Workspace | undefined): Pick<AuditEvent, 'workspace'> => ({
  workspace: workspace && nameInLine(workspaceText(english, workspace)),
});
