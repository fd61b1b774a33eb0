import {
  type ConnectionId,
  type ConnectionRecord,
  connectionRecord,
  type TestResult,
  testResult,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { asDatabaseError } from '../database/database-error.ts';
import { DatabaseError, type OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import { type Extra, prepareConnections, type Row } from './connection-sql.ts';
import { makeLastUsed } from './last-used.ts';
import { frozen, type RowReading, readRow, readTest } from './read-row.ts';

export { connectionHiding, connectionMigrations } from './connection-migrations.ts';

/** What of a connection can change. `updatedAt` is set by the store. */
export type ConnectionChange = Partial<Pick<ConnectionRecord, (typeof changeable)[number]>>;

const changeable = [
  'displayName',
  'scope',
  'fields',
  'secretRefs',
  'authorityDigest',
  'providerVersion',
  'retired',
] as const;

/** A connection with what is noted beside its record. */
export type NotedConnection = {
  readonly record: ConnectionRecord;
  readonly lastTest: TestResult | undefined;
  readonly lastUsedAt: number | undefined;
};

/** Nothing but `hidden`, `show`, `remove` and `unreadable` knows of a connection that is hidden. */
export type ConnectionStore = {
  /** By id; without the unreadable ones. */
  list(): readonly ConnectionRecord[];
  /** By id, those after `after`. `next` is the last id that was looked at, while there are more. */
  page(after: ConnectionId | undefined, limit: number): { rows: NotedConnection[]; next?: ConnectionId };
  count(): number;
  get(id: ConnectionId): ConnectionRecord | undefined;
  /** @throws ValetkeyError `conflict`: the id is in use, or was used by a connection that is gone */
  insert(record: ConnectionRecord): void;
  /**
   * `seenUpdatedAt` is what the caller decided upon.
   * @throws ValetkeyError `conflict`: somebody else was faster; `not-found`; `storage-failed`: the row is unreadable
   */
  update(id: ConnectionId, seenUpdatedAt: number, change: ConnectionChange): ConnectionRecord;
  /** From here on nobody finds it; `show` brings it back. False when there is none. */
  hide(id: ConnectionId, at: number): boolean;
  show(id: ConnectionId): boolean;
  /** Without a record where it cannot be read. */
  hidden(): readonly {
    readonly id: ConnectionId;
    readonly record: ConnectionRecord | undefined;
    readonly at: number;
  }[];
  /** False when there is none. An unreadable row can be removed too: that is the user's word, not ours. */
  remove(id: ConnectionId): boolean;
  /** Not durable at once: written with the next batch, or by `flush`. */
  touch(id: ConnectionId, at: number): void;
  lastUsedAt(id: ConnectionId): number | undefined;
  /** Before closing the database. */
  flush(): void;
  /** Forgotten when what was tested changes, so a test of a new secret is recorded after the update. */
  recordTest(id: ConnectionId, result: TestResult): void;
  lastTest(id: ConnectionId): TestResult | undefined;
  /** Rows that are kept as they are and cannot be used. */
  unreadable(): readonly { readonly id: string; readonly why: string }[];
  /** One transaction with whatever else `work` writes to the same database. Transactions do not nest. */
  transaction<T>(work: () => T): T;
};

/**
 * Metadata only: secrets are named by refs and live in the vault. The database must be opened with
 * `synchronous: 'FULL'`, so that what is acknowledged survives a power cut.
 */
export const makeConnectionStore = (powers: {
  readonly database: OpenedDatabase;
  readonly now: () => number;
}): ConnectionStore => {
  const { database, now } = powers;
  const sql = prepareConnections(database);
  const guard = guardFor(database);
  const lastUsed = makeLastUsed({
    now,
    write: (uses) =>
      inTransaction(database, () => {
        for (const [id, at] of uses) sql.touch.run([at, id]);
      }),
  });
  // Rows are read anew each time, since another process may have written; parsed only when their text is new.
  let known = new Map<string, { readonly text: string; readonly reading: RowReading }>();
  const readingOf = ([id, text]: Row): RowReading => {
    const before = known.get(id);
    if (before?.text === text) return before.reading;
    const reading = readRow(id, text);
    known.set(id, { text, reading });
    return reading;
  };
  const readAll = (rows: readonly Row[]) => {
    const readings = rows.map((row) => ({ id: row[0], text: row[1], reading: readingOf(row) }));
    known = new Map(readings.map((row) => [row.id, row]));
    return readings;
  };
  const rowOf = (id: string) => sql.one.get([id]) as Row | undefined;
  const extraOf = (id: string) => sql.extra.get([id]) as Extra | undefined;

  const update = (id: ConnectionId, seenUpdatedAt: number, change: ConnectionChange): ConnectionRecord => {
    const row = rowOf(id);
    if (row === undefined) throw new ValetkeyError({ code: 'not-found' });
    const before = readRow(...row);
    if (!before.ok) throw new ValetkeyError({ code: 'storage-failed' }, new Error(before.why));
    if (before.record.updatedAt !== seenUpdatedAt) throw new ValetkeyError({ code: 'conflict' });
    const after = changed(before.record, change, now());
    const retest = reachOf(after) === reachOf(before.record) ? 0 : 1;
    const { changes } = sql.update.run([JSON.stringify(after), retest, id, row[1]]);
    if (changes === 0) throw new ValetkeyError({ code: 'conflict' });
    return after;
  };

  return Object.freeze<ConnectionStore>({
    list: () =>
      guard(() =>
        readAll(sql.all.all([]) as Row[]).flatMap(({ reading }) => (reading.ok ? [reading.record] : [])),
      ),
    page: (after, limit) =>
      guard(() => {
        const found = sql.page.all([after ?? '', limit + 1]) as [...Row, ...Extra][];
        const rows = found.slice(0, limit).flatMap(([id, text, test, usedAt]): NotedConnection[] => {
          const reading = readingOf([id, text]);
          if (!reading.ok) return [];
          const lastTest = test === null ? undefined : readTest(test);
          return [{ record: reading.record, lastTest, lastUsedAt: lastUsed.get(id) ?? usedAt ?? undefined }];
        });
        const last = found.length > limit ? found[limit - 1] : undefined;
        return { rows, ...(last === undefined ? {} : { next: last[0] as ConnectionId }) };
      }),
    count: () => guard(() => (sql.count.get([]) as [number])[0]),
    unreadable: () =>
      guard(() =>
        (sql.everything.all([]) as Row[]).flatMap((row) => {
          const reading = readingOf(row);
          return reading.ok ? [] : [{ id: row[0], why: reading.why }];
        }),
      ),
    hide: (id, at) => guard(() => sql.hide.run([at, id]).changes > 0),
    show: (id) => guard(() => sql.show.run([id]).changes > 0),
    hidden: () =>
      guard(() =>
        (sql.hidden.all([]) as [...Row, number][]).map(([id, text, at]) => {
          const reading = readRow(id, text);
          return { id: id as ConnectionId, record: reading.ok ? reading.record : undefined, at };
        }),
      ),
    get: (id) => {
      const row = guard(() => rowOf(id));
      const reading = row === undefined ? undefined : readRow(...row);
      return reading?.ok === true ? reading.record : undefined;
    },
    insert: (record) =>
      guard(() => {
        sql.insert.run([record.id, JSON.stringify(connectionRecord.parse(record))]);
      }),
    update: (id, seenUpdatedAt, change) => guard(() => update(id, seenUpdatedAt, change)),
    remove: (id) => {
      lastUsed.forget(id);
      return guard(() => sql.remove.run([id]).changes > 0);
    },
    touch: lastUsed.touch,
    lastUsedAt: (id) => lastUsed.get(id) ?? guard(() => extraOf(id)?.[1] ?? undefined),
    flush: () => guard(lastUsed.flush),
    recordTest: (id, result) =>
      guard(() => {
        sql.test.run([JSON.stringify(testResult.parse(result)), id]);
      }),
    lastTest: (id) => {
      const text = guard(() => extraOf(id)?.[0] ?? undefined);
      return text === undefined ? undefined : readTest(text);
    },
    transaction: <T>(work: () => T) => guard(() => inTransaction(database, work)),
  });
};

/** Only what may change is taken over; `updatedAt` rises even when the clock does not. */
const changed = (before: ConnectionRecord, change: ConnectionChange, at: number): ConnectionRecord => {
  const updatedAt = Math.max(at, before.updatedAt + 1);
  const taken = changeable.filter((key) => change[key] !== undefined).map((key) => [key, change[key]]);
  return frozen(connectionRecord.parse({ ...before, ...Object.fromEntries(taken), updatedAt }));
};

/** What a test result speaks about. */
const reachOf = ({ fields, secretRefs, authorityDigest }: ConnectionRecord): string =>
  JSON.stringify([fields, secretRefs, authorityDigest]);

/** SQLite's errors in the contract's words; a taken or dead id is the only constraint that there is. */
const guardFor =
  (database: OpenedDatabase) =>
  <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && 'rawCode' in error && (Number(error.rawCode) & 0xff) === 19)
        throw new ValetkeyError({ code: 'conflict' }, error);
      const known = asDatabaseError(error, database.name);
      throw known instanceof DatabaseError ? new ValetkeyError({ code: 'storage-failed' }, known) : known;
    }
  };
