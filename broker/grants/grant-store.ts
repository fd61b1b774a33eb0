import {
  type ConnectionId,
  type ExtensionId,
  type GrantId,
  type GrantRecord,
  grantRecord,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import { parseJson } from '../json/parse-json.ts';

/** In the same file as the connections, so that a change and the suspensions that it causes are one transaction. */
export const grantMigrations: readonly Migration[] = [
  {
    name: 'grants',
    sql: `CREATE TABLE grants (
      id TEXT PRIMARY KEY,
      extension TEXT NOT NULL,
      connection_id TEXT NOT NULL,
      state TEXT NOT NULL,
      record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX grants_by_extension ON grants (extension);
    CREATE INDEX grants_by_connection ON grants (connection_id);`,
  },
];

export type GrantCounts = { readonly active: number; readonly suspended: number };

export type GrantStore = {
  list(): GrantRecord[];
  get(id: GrantId): GrantRecord | undefined;
  ofExtension(extension: ExtensionId): GrantRecord[];
  ofConnection(connectionId: ConnectionId): GrantRecord[];
  /** How many wait or hold, without parsing any: for lists. */
  countsByConnection(): ReadonlyMap<ConnectionId, GrantCounts>;
  countsByExtension(): ReadonlyMap<ExtensionId, GrantCounts>;
  /** On disk when this returns: `synchronous=FULL`. Throws `storage-failed`. */
  put(record: GrantRecord): void;
  /** All of them or none, in a transaction of its own. */
  putAll(records: readonly GrantRecord[]): void;
  /** Rows that no longer parse: kept as they are, never an authority. */
  unreadable(): { readonly id: string; readonly why: string }[];
};

type Row = { readonly id: string; readonly record: string };

export const makeGrantStore = ({ database }: { readonly database: OpenedDatabase }): GrantStore => {
  const all = database.prepare('SELECT id, record FROM grants ORDER BY rowid');
  const one = database.prepare('SELECT id, record FROM grants WHERE id = ?');
  const byExtension = database.prepare('SELECT id, record FROM grants WHERE extension = ? ORDER BY rowid');
  const byConnection = database.prepare(
    'SELECT id, record FROM grants WHERE connection_id = ? ORDER BY rowid',
  );
  const upsert = database.prepare(
    `INSERT INTO grants (id, extension, connection_id, state, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record
     WHERE grants.state <> 'revoked'`, // for good, also where another process revoked it a moment ago
  );
  const counting = (column: 'connection_id' | 'extension') =>
    database
      .prepare(`SELECT ${column}, sum(state = 'active'), sum(state = 'suspended') FROM grants GROUP BY 1`)
      .raw();
  const perConnection = counting('connection_id');
  const perExtension = counting('extension');
  const counts = <Id extends string>(rows: unknown): ReadonlyMap<Id, GrantCounts> =>
    new Map((rows as [Id, number, number][]).map(([id, active, suspended]) => [id, { active, suspended }]));
  const read = (rows: unknown): GrantRecord[] =>
    (rows as Row[]).flatMap((row) => {
      const parsed = parse(row);
      return parsed === undefined ? [] : [parsed];
    });

  const put = (record: GrantRecord): void => {
    const { id, principal, connectionId, state } = grantRecord.parse(record);
    const row = [id, principal.id, connectionId, state, JSON.stringify(record)];
    stored(() => upsert.run(row));
  };

  return Object.freeze<GrantStore>({
    list: () => read(all.all([])),
    get: (id) => read(one.all([id]))[0],
    ofExtension: (extension) => read(byExtension.all([extension])),
    ofConnection: (connectionId) => read(byConnection.all([connectionId])),
    countsByConnection: () => counts<ConnectionId>(perConnection.all([])),
    countsByExtension: () => counts<ExtensionId>(perExtension.all([])),
    put,
    putAll: (records) => stored(() => inTransaction(database, () => records.forEach(put))),
    unreadable: () =>
      (all.all([]) as Row[])
        .filter((row) => parse(row) === undefined)
        .map(({ id }) => ({ id, why: 'The stored grant cannot be read. It is kept, and grants nothing.' })),
  });
};

/** The disk's own errors in the contract's words. */
const stored = <T>(write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw error instanceof ValetkeyError ? error : new ValetkeyError({ code: 'storage-failed' }, error);
  }
};

/** The row's id must be the record's own: an edited row does not speak for another. */
const parse = (row: Row): GrantRecord | undefined => {
  const { data } = grantRecord.safeParse(parseJson(row.record));
  return data?.id === row.id ? data : undefined;
};
