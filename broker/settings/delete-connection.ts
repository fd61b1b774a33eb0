import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { nameInLine } from '../audit/authority-in-line.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { ConnectionRecord, ConnectionView } from '../contracts/connection.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { KeptTasks } from '../mcp/kept-tasks.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import type { After } from '../time/after.ts';
import { existing } from './existing.ts';
import type { SettingsMethods } from './plan.ts';
import type { ConnectionViews } from './view-connection.ts';

export type DeletePowers = {
  readonly connections: ConnectionStore;
  readonly grants: Pick<GrantStore, 'ofConnection' | 'put'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
  readonly vault: Pick<Vault, 'remove'>;
  readonly resolver: Pick<Resolver, 'forget' | 'draft'>;
  readonly tasks: Pick<KeptTasks, 'leave'>;
  readonly oauth: Pick<Oauth, 'giveUpWhere' | 'beforeRemoval'>;
  /** What its credential has got since, such as tokens. */
  readonly forgetCredential: (id: ConnectionId) => void;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'append'>;
  readonly views: ConnectionViews;
  readonly now: () => number;
  /** How long it can be brought back; 0 is not at all. */
  readonly undoMs: number;
  readonly after: After;
  readonly log: (level: 'warn' | 'error', text: string, cause?: unknown) => void;
};

export type Deletions = Pick<SettingsMethods, 'deleteConnection'> & {
  listDeleted(none: object): { connectionId: ConnectionId; displayName: string; undoUntil: number }[];
  /** Brings it back. Whether the person has to be asked is decided in undo-delete.ts. Throws `not-found`. */
  undo(connectionId: ConnectionId): ConnectionView;
  /** At start: what was deleted and is past undoing goes now, the rest when its time has come. */
  resume(): void;
  /** This process ends, and with it the undoing that it offered: what it has deleted goes now. */
  stop(): void;
};

const retryMs = 30_000;

/**
 * Deleting hides a connection with one commit: from then on nothing finds it, and no handle lives. When the time for
 * undoing is over it goes for good, secrets first, the row that says so last. So a process that is killed leaves it
 * there, hidden, or gone, and the next start finishes what is due. An MCP server that still works for it is told before,
 * within ten seconds.
 */
export const makeDeletions = (powers: DeletePowers): Deletions => {
  const { connections, grants, ledger, vault, resolver, oauth, audit, views, now, after, log, undoMs } =
    powers;
  const waiting = new Map<ConnectionId, () => void>();
  /** Deleted here; others wait for the process that offers their undoing. */
  const own = new Set<ConnectionId>();
  let stopped = false;

  /** A clock that was set back does not make it immortal. */
  const due = (at: number): boolean => Math.abs(now() - at) >= undoMs;
  const hiddenOf = (id: ConnectionId) => connections.hidden().find((hidden) => hidden.id === id);

  const removeForGood = (connectionId: ConnectionId, inAnyCase = false): void => {
    let tellService = (): void => undefined;
    connections.transaction(() => {
      const hidden = hiddenOf(connectionId);
      // Brought back, or finished by another process.
      if (hidden === undefined || !(inAnyCase || due(hidden.at))) return;
      tellService = leave(hidden.record);
      audit.appendDurably({ kind: 'connection.removed', connectionId });
      for (const grant of grants.ofConnection(connectionId)) {
        if (grant.state === 'revoked') continue;
        grants.put({ ...grant, state: 'revoked', endedAt: now() });
        const { id: grantId, principal } = grant;
        audit.append({ kind: 'grant.revoked', extension: principal.id, connectionId, grantId });
      }
      // Another file: it goes before this transaction ends, and not the other way round. Killed between, the row
      // is still there and hidden, and this is done once more.
      vault.remove(connectionId);
      connections.remove(connectionId);
    });
    tellService();
  };
  /** One whose provider is gone, or that cannot be read, goes too; its tokens with it, and nobody is told. */
  const leave = (record: ConnectionRecord | undefined): (() => void) => {
    try {
      return record === undefined ? () => undefined : oauth.beforeRemoval(resolver.draft(record));
    } catch (error) {
      if (error instanceof ValetkeyError) return () => undefined;
      throw error;
    }
  };
  const finish = (id: ConnectionId, inAnyCase = false): void => {
    waiting.get(id)?.();
    waiting.delete(id);
    const told = inAnyCase ? undefined : leaveTasks(id);
    if (told === undefined) return remove(id, inAnyCase);
    void told.then(() => {
      if (!stopped) remove(id, false);
    });
  };
  const leaveTasks = (id: ConnectionId): Promise<void> | undefined => {
    try {
      const hidden = hiddenOf(id);
      if (hidden?.record === undefined || !due(hidden.at)) return undefined;
      return powers.tasks.leave(resolver.draft(hidden.record));
    } catch (error) {
      if (!(error instanceof ValetkeyError))
        log('error', 'tasks of a deleted connection were not told', error);
      return undefined;
    }
  };
  const remove = (id: ConnectionId, inAnyCase: boolean): void => {
    try {
      removeForGood(id, inAnyCase);
      if (hiddenOf(id) === undefined) own.delete(id);
    } catch (error) {
      log('error', 'a deleted connection could not be removed; it is tried again', error);
    }
    const left = inAnyCase ? undefined : hiddenOf(id);
    if (left !== undefined) wait(id, due(left.at) ? retryMs : left.at + undoMs - now());
  };
  const wait = (id: ConnectionId, ms: number): void => {
    waiting.get(id)?.();
    waiting.set(
      id,
      after(Math.max(1, ms), () => finish(id)),
    );
  };

  return Object.freeze<Deletions>({
    deleteConnection: ({ connectionId }) => {
      const at = now();
      connections.transaction(() => {
        const { displayName } = existing(connections, connectionId);
        audit.appendDurably({
          kind: 'connection.deleted',
          connectionId,
          connectionName: nameInLine(displayName),
        });
        connections.hide(connectionId, at);
      });
      resolver.forget();
      const ended = ledger.endWhere((live) => live.connectionId === connectionId, 'connection-deleted');
      own.add(connectionId);
      powers.forgetCredential(connectionId);
      oauth.giveUpWhere((id) => id === connectionId);
      if (undoMs > 0) wait(connectionId, undoMs);
      else finish(connectionId);
      return { ended, undoUntil: at + undoMs };
    },

    undo: (connectionId) => {
      connections.transaction(() => {
        const hidden = hiddenOf(connectionId);
        if (hidden === undefined || due(hidden.at)) throw new ValetkeyError({ code: 'not-found' });
        audit.appendDurably({ kind: 'connection.restored', connectionId });
        connections.show(connectionId);
      });
      waiting.get(connectionId)?.();
      waiting.delete(connectionId);
      own.delete(connectionId);
      resolver.forget();
      return views.one(existing(connections, connectionId));
    },

    listDeleted: () =>
      connections
        .hidden()
        .filter(({ at }) => !due(at))
        .map(({ id, record, at }) => ({
          connectionId: id,
          displayName: record?.displayName ?? id,
          undoUntil: at + undoMs,
        })),

    resume: () => {
      for (const { id } of connections.hidden()) finish(id);
    },
    stop: () => {
      stopped = true;
      for (const id of own) finish(id, true);
      for (const callOff of waiting.values()) callOff();
      waiting.clear();
    },
  });
};
