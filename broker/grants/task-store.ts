import {
  type ConnectionId,
  connectionId,
  extensionId,
  type GrantId,
  grantId,
  instant,
  taskId,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { listedToolName } from '../contracts/mcp-tools.ts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { parseJson } from '../json/parse-json.ts';

/** Calls that an MCP server answered with a task and still works on. `ended`: nobody may have the result any more. */
export const taskMigration: Migration = {
  name: 'mcp-tasks',
  sql: `
    CREATE TABLE mcp_tasks (
      id TEXT PRIMARY KEY,
      grant_id TEXT NOT NULL,
      since INTEGER NOT NULL,
      ended INTEGER NOT NULL DEFAULT 0,
      record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mcp_tasks_by_grant ON mcp_tasks (grant_id);
    CREATE TRIGGER mcp_tasks_end_with_grant AFTER UPDATE OF state ON grants WHEN new.state = 'revoked' BEGIN
      UPDATE mcp_tasks SET ended = 1 WHERE grant_id = old.id;
    END;
    CREATE TRIGGER mcp_tasks_end AFTER DELETE ON connections BEGIN
      DELETE FROM mcp_tasks WHERE grant_id IN (SELECT id FROM grants WHERE connection_id = old.id);
    END;`,
};

export const longestServerTaskId = 1_024;
const mostPerGrant = 64;

const keptTask = z.strictObject({
  id: taskId,
  grantId,
  extension: extensionId,
  connectionId,
  tool: listedToolName,
  since: instant,
  /** The connection's authority digest then. A server elsewhere is another server, and is asked nothing. */
  place: z.string().max(64),
  /** As the server named it, scrubbed. */
  serverTaskId: z.string().min(1).max(longestServerTaskId),
});
export type KeptTask = z.output<typeof keptTask>;

export type TaskStore = {
  /** False: the grant has ended, has too many, or this cannot be noted. The call goes on anyway. */
  add(task: KeptTask): boolean;
  /** Oldest first. Rows that cannot be read are left out. */
  ofGrant(grant: GrantId): readonly KeptTask[];
  list(): readonly KeptTask[];
  /** Whether it is still kept. */
  has(id: string): boolean;
  drop(id: string): void;
  /** Removes it and returns it, to one caller only, also where another process asks for it. */
  take(id: string): KeptTask | undefined;
  /** The same for all of a connection. */
  takeOfConnection(id: ConnectionId): readonly KeptTask[];
  /** The same for those whose grant has ended, of connections that are of use here. Older than `old`: forgotten. */
  takeEnded(old: number, isHere: (id: ConnectionId) => boolean): readonly KeptTask[];
};

export function makeTaskStore({ database }: { readonly database: OpenedDatabase }): TaskStore {
  const insert = database.prepare(
    `INSERT INTO mcp_tasks (id, grant_id, since, record) SELECT ?1, ?2, ?3, ?4
     WHERE EXISTS (SELECT 1 FROM grants WHERE id = ?2 AND state = 'active')
     AND (SELECT count(*) FROM mcp_tasks WHERE grant_id = ?2) < ${mostPerGrant}`,
  );
  const byGrant = database
    .prepare('SELECT record FROM mcp_tasks WHERE grant_id = ? AND ended = 0 ORDER BY since')
    .raw();
  const all = database.prepare('SELECT record FROM mcp_tasks WHERE ended = 0 ORDER BY since').raw();
  const byId = database.prepare('SELECT 1 FROM mcp_tasks WHERE id = ? AND ended = 0').raw();
  const remove = database.prepare('DELETE FROM mcp_tasks WHERE id = ? RETURNING record').raw();
  const ended = database.prepare('SELECT record FROM mcp_tasks WHERE ended = 1').raw();
  const removeOfConnection = database
    .prepare(
      'DELETE FROM mcp_tasks WHERE grant_id IN (SELECT id FROM grants WHERE connection_id = ?) RETURNING record',
    )
    .raw();
  const removeOld = database.prepare('DELETE FROM mcp_tasks WHERE since < ?');
  const read = (rows: unknown): readonly KeptTask[] =>
    (rows as readonly [string][]).flatMap(([record]) => keptTask.safeParse(parseJson(record)).data ?? []);
  const unlessItFails = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise; // a full or damaged disk: the call goes on, and ends with its session
    }
  };
  return Object.freeze<TaskStore>({
    add: (task) => {
      const { data } = keptTask.safeParse(task);
      if (data === undefined) return false;
      const row = [data.id, data.grantId, data.since, JSON.stringify(data)];
      return unlessItFails(() => insert.run(row).changes > 0, false);
    },
    ofGrant: (grant) => read(byGrant.all([grant])),
    list: () => read(all.all([])),
    has: (id) => byId.all([id]).length > 0,
    drop: (id) => void unlessItFails(() => remove.all([id]), []),
    take: (id) => read(remove.all([id]))[0],
    takeOfConnection: (id) => read(removeOfConnection.all([id])),
    takeEnded: (old, isHere) => {
      removeOld.run([old]);
      const here = read(ended.all([])).filter(({ connectionId }) => isHere(connectionId));
      return here.flatMap(({ id }) => unlessItFails(() => read(remove.all([id])), []));
    },
  });
}
