import { type ConnectionId, type GrantId, type TaskId, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Note } from '../audit/note.ts';
import { partOfUse } from '../contracts/audit.ts';
import type { SettingsTopic } from '../contracts/settings.ts';
import { admitsTool } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import type { KeptTask, TaskStore } from '../grants/task-store.ts';
import type { Hop } from '../network/exchange.ts';
import { originText } from '../network/origin.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { Changes } from '../settings/changes.ts';
import type { After } from '../time/after.ts';
import { isRecent } from '../time/is-recent.ts';
import { promised } from '../time/promised.ts';
import { outwardError } from '../use/outward-error.ts';
import { whereHopWent } from '../use/recorded-use.ts';
import { longestTaskMs } from './follow-task.ts';

/**
 * Calls of stored grants that became tasks of their servers. They outlive the session, the extension and the broker, and
 * belong to their grant alone. What was allowed once has none: it ends with its handle.
 */
export type KeptTasks = {
  /** A call became a task. Undefined: it is not kept. `stop` ends the call that waits for it. */
  begin(
    live: Live,
    task: Pick<KeptTask, 'tool' | 'place' | 'serverTaskId'>,
    stop: () => void,
  ): FollowedTask | undefined;
  /** Of this handle's grant, as far as its caveats admit them, at the place where its connection leads now. */
  of(live: Live, place: string): readonly KeptTask[];
  /** Throws `conflict` where a call waits for it already. */
  follow(task: KeptTask, stop: () => void): FollowedTask;
  ofGrant(grant: GrantId): readonly KeptTask[];
  /** By the person: asks the server once to cancel it, and ends the call that waits. Throws `not-found`. */
  cancel(id: TaskId): Promise<void>;
  /**
   * A connection is about to go for good: asks its server to cancel its tasks, while there is a credential to ask with.
   * Undefined: there is nothing to wait for. Resolves after ten seconds at the latest.
   */
  leave(connection: Resolved): Promise<void> | undefined;
  close(): void;
};

/** A task that a call waits for. */
export type FollowedTask = {
  /** The server has nothing more to say about it. */
  over(): void;
  /** Nobody waits for it here any more. */
  release(): void;
};

const mostLeavingMs = 10_000;
/** What ends a task, or lets its server be told: an unlocked vault, an open workspace, a service that is known again. */
const whereToLook: ReadonlySet<SettingsTopic> = new Set(['grants', 'protection', 'workspace', 'providers']);

export function makeKeptTasks(powers: {
  readonly store: TaskStore;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly isUnlocked: () => boolean;
  readonly sendCancel: (
    to: ConnectionInUse,
    serverTaskId: string,
    onHop: (hop: Hop) => void,
  ) => Promise<void>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly note: Note;
  readonly changes: Pick<Changes, 'tell' | 'follow'>;
  readonly makeId: () => string;
  readonly now: () => number;
  readonly after: After;
  readonly log: (level: 'error', text: string, cause: unknown) => void;
}): KeptTasks {
  const { store, now } = powers;
  const followed = new Map<TaskId, () => void>();
  let closed = false;

  const follow: KeptTasks['follow'] = ({ id }, stop) => {
    if (followed.has(id)) throw new ValetkeyError({ code: 'conflict', at: 'params.taskId' });
    followed.set(id, stop);
    return Object.freeze<FollowedTask>({
      over: () => {
        followed.delete(id);
        store.drop(id);
        powers.changes.tell(['grants']);
      },
      release: () => {
        if (followed.get(id) === stop) followed.delete(id);
      },
    });
  };

  /** The server is told once. It forgets the task by itself where this does not reach it. */
  const tellServer = async (task: KeptTask, { inUse: to, here }: Resolved): Promise<void> => {
    const { grantId, extension, connectionId, tool, place, serverTaskId } = task;
    // Nothing uses a connection of a workspace that is not open, not even for this.
    if (!here) return;
    // A program has ended with its session, and a server elsewhere does not know the task.
    if (closed || to.authorityDigest !== place || to.mcp?.transport !== 'streamableHttp') return;
    const [home] = to.origins;
    const origin = home === undefined ? undefined : originText(home);
    const about = { use: powers.makeId(), extension, connectionId, grantId, method: 'MCP' as const, origin };
    const path = `tasks/cancel ${tool} (by Valetkey)`;
    powers.audit.append({ kind: 'use.intended', ...about, path, detail: partOfUse });
    const onHop = (hop: Hop): void =>
      void powers.audit.append({ kind: 'use.hop', ...about, ...whereHopWent(hop) });
    try {
      await powers.sendCancel(to, serverTaskId, onHop);
      powers.note({ kind: 'use.finished', ...about, path, outcome: 'ok' });
    } catch (error) {
      powers.note({
        kind: 'use.finished',
        ...about,
        path,
        outcome: 'failed',
        code: outwardError(error).code,
      });
    }
  };
  /** One after the other for each connection: an end of many tasks is no flood, and no server delays what others hear. */
  const telling = new Map<ConnectionId, Promise<void>>();
  const end = (
    task: KeptTask,
    connection = (): Resolved => powers.resolver.resolve(task.connectionId),
  ): Promise<void> => {
    const { id, connectionId } = task;
    followed.get(id)?.();
    const told = (telling.get(connectionId) ?? Promise.resolve())
      .then(() => tellServer(task, connection()))
      .catch((error: unknown) =>
        powers.log('error', 'an MCP server was not told that its task is cancelled', error),
      )
      .finally(() => {
        if (telling.get(connectionId) === told) telling.delete(connectionId);
      });
    telling.set(connectionId, told);
    return told;
  };
  /** Also while the vault is locked, when nothing is deleted. */
  const ofGrant: KeptTasks['ofGrant'] = (grant) =>
    store.ofGrant(grant).filter(({ since }) => isRecent(since, longestTaskMs, now()));

  /** Of a workspace that is not open, or a service that is not known here: another broker tells the server. */
  const isHere = (id: ConnectionId): boolean => {
    try {
      return powers.resolver.resolve(id).here;
    } catch (error) {
      return error instanceof ValetkeyError && error.code === 'not-found';
    }
  };
  let looking = false;
  /** What ended with its grant or was cancelled, in this process or another. */
  const look = (): void => {
    looking = false;
    try {
      for (const [id, stop] of followed) if (!store.has(id)) stop();
      // No server can be told while the vault is locked: they wait.
      if (closed || !powers.isUnlocked()) return;
      for (const task of store.takeEnded(now() - longestTaskMs, isHere)) end(task);
    } catch (error) {
      powers.log('error', 'tasks of ended grants could not be looked for', error);
    }
  };
  // Later: the log has the line before the grant has ended.
  const lookSoon = (): void => {
    if (looking) return;
    looking = true;
    powers.after(0, look);
  };
  powers.changes.follow((topics) => {
    if (topics.some((topic) => whereToLook.has(topic))) lookSoon();
  });

  return Object.freeze<KeptTasks>({
    begin: ({ grantId, mode, principal, connectionId }, task, stop) => {
      if (mode !== 'always' || grantId === undefined) return undefined;
      const id = `tsk_${powers.makeId()}` as TaskId;
      const kept = { id, grantId, extension: principal.id, connectionId, since: now(), ...task };
      if (!store.add(kept)) return undefined;
      powers.changes.tell(['grants']);
      return follow(kept, stop);
    },
    follow,
    of: ({ grantId, levels }, place) =>
      grantId === undefined
        ? []
        : ofGrant(grantId).filter((task) => task.place === place && admitsTool(levels, task.tool)),
    ofGrant,
    cancel: async (id) => {
      const task = store.take(id);
      if (task === undefined) throw new ValetkeyError({ code: 'not-found' });
      powers.changes.tell(['grants']);
      await end(task);
    },
    leave: (connection) => {
      if (closed || !powers.isUnlocked()) return undefined;
      const tasks = store.takeOfConnection(connection.inUse.id);
      if (tasks.length === 0) return undefined;
      let isLate = false;
      const told = tasks.map((task) =>
        end(task, () => {
          if (isLate) throw new ValetkeyError({ code: 'not-found' });
          return connection;
        }),
      );
      const [late, tellLate] = promised();
      const callOff = powers.after(mostLeavingMs, () => {
        isLate = true;
        tellLate();
      });
      return Promise.race([Promise.all(told), late]).then(callOff);
    },
    close: () => {
      closed = true;
    },
  });
}
