import { isDeepStrictEqual } from 'node:util';
import { type ConnectionId, type ExtensionId, type GrantId, ValetkeyError } from '@valetkey/api-contracts';
import { type GrantRecord, grantRecord } from '../contracts/grant.ts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
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

/**
 * Revoked grants are kept as long as the log tells of their end. No request may take longer for each of them, so it finds
 * the others.
 */
export const grantsInForce: Migration = {
  name: 'grants-in-force',
  sql: `CREATE INDEX grants_in_force ON grants (extension) WHERE state <> 'revoked'`,
};

/** Before `sentAt` there was the last handle only: access that was used yesterday is not called unused for it. */
export const grantsSentAt: Migration = {
  name: 'grants-sent-at',
  sql: `UPDATE grants SET record = json_set(record, '$.sentAt', json_extract(record, '$.lastUsedAt'))
    WHERE json_valid(record) AND json_extract(record, '$.sentAt') IS NULL
      AND json_extract(record, '$.lastUsedAt') IS NOT NULL`,
};

/** A grant has uses in its limits as well, which are requests. */
export const grantsCountHandles: Migration = {
  name: 'grants-count-handles',
  sql: `UPDATE grants SET record = json_set(json_remove(record, '$.uses'), '$.handles', json_extract(record, '$.uses'))
      WHERE json_valid(record) AND json_extract(record, '$.uses') IS NOT NULL;
    UPDATE grants SET record =
        json_set(json_remove(record, '$.lastUsedAt'), '$.lastHandleAt', json_extract(record, '$.lastUsedAt'))
      WHERE json_valid(record) AND json_extract(record, '$.lastUsedAt') IS NOT NULL`,
};

export type GrantCounts = { readonly active: number; readonly suspended: number };

export type GrantStore = {
  list(): GrantRecord[];
  get(id: GrantId): GrantRecord | undefined;
  ofExtension(extension: ExtensionId): GrantRecord[];
  /** Without those that were revoked. */
  inForceOf(extension: ExtensionId): GrantRecord[];
  ofConnection(connectionId: ConnectionId): GrantRecord[];
  /** How many wait or hold, without parsing any: for lists. */
  countsByConnection(): ReadonlyMap<ConnectionId, GrantCounts>;
  countsByExtension(): ReadonlyMap<ExtensionId, GrantCounts>;
  /** On disk when this returns: `synchronous=FULL`. Throws `storage-failed`. */
  put(record: GrantRecord): void;
  /**
   * Changes a grant that is still what was seen of it, whatever was given or sent by it meanwhile. Inside a transaction:
   * what another process has just changed is not undone. @throws ValetkeyError `conflict`
   */
  change(seen: GrantRecord, change: Partial<GrantRecord>): GrantRecord;
  /** Changes nothing else. False: it is not active any more. */
  suspend(id: GrantId): boolean;
  /**
   * One more handle: the grant as it is by then, which may be less than what was read before. Undefined: it is not
   * active any more. Writes nothing else, so that what another process has just changed stays.
   */
  noteHandle(id: GrantId, at: number): GrantRecord | undefined;
  /**
   * Something is sent by it. Written once an hour for each grant, so that a use costs no write; then returns when
   * something was sent before, if ever. Undefined: nothing was written.
   */
  noteSent(id: GrantId, at: number): { readonly lastAt: number | undefined } | undefined;
  /** All of them or none, in a transaction of its own. */
  putAll(records: readonly GrantRecord[]): void;
  /**
   * A grant that was revoked after `since` ends later than it did, so that nobody can undo that revocation. Of one that
   * was revoked before, the end stays.
   */
  revokeAgain(id: GrantId, at: number, since: number): void;
  /**
   * Removes those that were revoked before then: how many. A revoked one is kept at first, so that nobody who still holds
   * an older state of it can put that back.
   */
  forgetRevoked(before: number): number;
  /** Rows that no longer parse: kept as they are, never an authority. */
  unreadable(): { readonly id: string; readonly why: string }[];
};

const sentEveryMs = 60 * 60 * 1000;

type GrantRow = { readonly id: string; readonly record: string };

export function makeGrantStore({ database }: { readonly database: OpenedDatabase }): GrantStore {
  const all = database.prepare('SELECT id, record FROM grants ORDER BY rowid');
  const one = database.prepare('SELECT id, record FROM grants WHERE id = ?');
  const byExtension = database.prepare('SELECT id, record FROM grants WHERE extension = ? ORDER BY rowid');
  const inForce = database.prepare(
    "SELECT id, record FROM grants WHERE extension = ? AND state <> 'revoked' ORDER BY rowid",
  );
  const byConnection = database.prepare(
    'SELECT id, record FROM grants WHERE connection_id = ? ORDER BY rowid',
  );
  const upsert = database.prepare(
    `INSERT INTO grants (id, extension, connection_id, state, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record
     WHERE grants.state <> 'revoked'`, // for good, also where another process revoked it a moment ago
  );
  const oneMore = database.prepare(
    `UPDATE grants SET record = json_set(record, '$.lastHandleAt', ?, '$.handles', json_extract(record, '$.handles') + 1)
     WHERE id = ? AND state = 'active' RETURNING id, record`,
  );
  const suspended = database.prepare(
    `UPDATE grants SET state = 'suspended', record = json_set(record, '$.state', 'suspended')
     WHERE id = ? AND state = 'active'`,
  );
  const sent = database.prepare(
    `UPDATE grants SET record = json_set(record, '$.sentAt', ?) WHERE id = ? AND state = 'active'`,
  );
  const sentAt = new Map<GrantId, number>();
  const endAgain = database.prepare(
    `UPDATE grants SET record = json_set(record, '$.endedAt', max(?, json_extract(record, '$.endedAt') + 1))
     WHERE id = ? AND state = 'revoked' AND json_extract(record, '$.endedAt') > ?`,
  );
  // What cannot be read is kept.
  const forget = database.prepare(
    `DELETE FROM grants WHERE state = 'revoked' AND
     CASE WHEN json_valid(record) THEN json_extract(record, '$.endedAt') < ? ELSE FALSE END`,
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
    (rows as GrantRow[]).flatMap((row) => {
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
    inForceOf: (extension) => read(inForce.all([extension])),
    ofConnection: (connectionId) => read(byConnection.all([connectionId])),
    countsByConnection: () => counts<ConnectionId>(perConnection.all([])),
    countsByExtension: () => counts<ExtensionId>(perExtension.all([])),
    put,
    change: (seen, change) => {
      const [current] = read(one.all([seen.id]));
      if (current === undefined || !isDeepStrictEqual(decidedIn(current), decidedIn(seen)))
        throw new ValetkeyError({ code: 'conflict' });
      const changed = { ...current, ...change };
      put(changed);
      return changed;
    },
    suspend: (id) => stored(() => suspended.run([id]).changes > 0),
    noteHandle: (id, at) => read(stored(() => oneMore.all([at, id])))[0],
    noteSent: (id, at) => {
      // A clock that was set back is written as well.
      if (Math.abs(at - (sentAt.get(id) ?? Number.NEGATIVE_INFINITY)) < sentEveryMs) return undefined;
      const lastAt = read(one.all([id]))[0]?.sentAt;
      stored(() => sent.run([at, id]));
      sentAt.set(id, at);
      return { lastAt };
    },
    putAll: (records) => stored(() => inTransaction(database, () => records.forEach(put))),
    revokeAgain: (id, at, since) => stored(() => endAgain.run([at, id, since])),
    forgetRevoked: (before) => stored(() => forget.run([before]).changes),
    unreadable: () =>
      (all.all([]) as GrantRow[])
        .filter((row) => parse(row) === undefined)
        .map(({ id }) => ({ id, why: 'The stored grant cannot be read. It is kept, and grants nothing.' })),
  });
}

/** What somebody decided, and not what was counted. */
const decidedIn = ({ handles, lastHandleAt, sentAt, ...decided }: GrantRecord): Partial<GrantRecord> =>
  decided;

/** The disk's own errors in the contract's words. */
const stored = <T>(write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw error instanceof ValetkeyError ? error : storageFailed(error);
  }
};

/** The row's id must be the record's own: an edited row does not speak for another. */
const parse = (row: GrantRow): GrantRecord | undefined => {
  const { data } = grantRecord.safeParse(parseJson(row.record));
  return data?.id === row.id ? data : undefined;
};
