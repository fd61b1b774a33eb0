import { type ConnectionId, ValetkeyError } from '@valetkey/api-contracts';
import { type ConnectionRecord, type CredentialExpiry, connectionRecord } from '../contracts/connection.ts';
import { type TestResult, testResult } from '../contracts/test-result.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import { type ConnectionRow, type NotedRow, prepareConnections } from './connection-sql.ts';
import { type DatedSecret, withDate } from './date-secret.ts';
import { guardStorage } from './guard-storage.ts';
import { makeLastUsed } from './last-used.ts';
import { frozen, type RowReading, readConnectionRow, readTest } from './read-row.ts';

export {
  connectionExpiry,
  connectionHiding,
  connectionMigrations,
  connectionWorked,
} from './connection-migrations.ts';

/** What of a connection can change. `updatedAt` is set by the store. */
export type ConnectionChange = Partial<Pick<ConnectionRecord, (typeof changeable)[number]>> &
  /** Given with `scope`, and only then. */
  Pick<ConnectionRecord, 'workspace'>;

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
  /** When its credential ends, as an answer of the service said. */
  readonly serviceExpiresAt: number | undefined;
  /** When a service last answered a use well, since the last test that failed and the last change of what is tested. */
  readonly workedAt: number | undefined;
};

/** Nothing but `hidden`, `show`, `remove` and `unreadable` knows of a connection that is hidden. */
export type ConnectionStore = {
  /** By id; without the unreadable ones. */
  list(): readonly ConnectionRecord[];
  /** By id, those after `after`. `next` is the last id that was looked at, while there are more. */
  page(
    after: ConnectionId | undefined,
    limit: number,
  ): { rows: NotedConnection[]; next?: ConnectionId | undefined };
  count(): number;
  get(id: ConnectionId): ConnectionRecord | undefined;
  /** The same, with what is noted beside it. The record is one object for as long as its row stays the same. */
  noted(id: ConnectionId): NotedConnection | undefined;
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
  /** A use of it was answered well: whether that is news. Written like `touch`; forgotten with a test, and when one fails. */
  worked(id: ConnectionId, at: number): boolean;
  /** Before closing the database. */
  flush(): void;
  /** Forgotten when what was tested changes, so a test of a new secret is recorded after the update. */
  recordTest(id: ConnectionId, result: TestResult): void;
  /** Forgotten with the credential that it speaks about, as a test result is. */
  recordExpiry(id: ConnectionId, at: number): void;
  /** Of a secret that was saved without its date. False: it has one, or is another one by now. No edit conflicts with it. */
  dateSecret(secret: DatedSecret, expiry: CredentialExpiry): boolean;
  /** False: the user was told of this credential’s end before, here or by another process. */
  tellOfExpiry(id: ConnectionId, at: number): boolean;
  /** The user was not told after all. */
  takeBackToldOfExpiry(id: ConnectionId, at: number): void;
  /** Rows that are kept as they are and cannot be used. */
  unreadable(): readonly { readonly id: string; readonly why: string }[];
  /** One transaction with whatever else `work` writes to the same database. Transactions do not nest. */
  transaction<T>(work: () => T): T;
};

/**
 * Metadata only: secrets are named by refs and live in the vault. The database must be opened with
 * `synchronous: 'FULL'`, so that what is acknowledged survives a power cut.
 */
export function makeConnectionStore(powers: {
  readonly database: OpenedDatabase;
  readonly now: () => number;
}): ConnectionStore {
  const { database, now } = powers;
  const sql = prepareConnections(database);
  const guard = guardStorage(database);
  const lastUsed = makeLastUsed({
    now,
    write: (uses) =>
      inTransaction(database, () => {
        for (const [id, { usedAt, workedAt }] of uses) {
          if (usedAt !== undefined) sql.touch.run([usedAt, id]);
          if (workedAt !== undefined) sql.worked.run([workedAt, id]);
        }
      }),
  });
  // Rows are read each time, because another process may have written. They are parsed only if their text is new.
  let known = new Map<string, { readonly text: string; readonly reading: RowReading }>();
  const readingOf = ([id, text]: ConnectionRow): RowReading => {
    const before = known.get(id);
    if (before?.text === text) return before.reading;
    const reading = readConnectionRow(id, text);
    known.set(id, { text, reading });
    return reading;
  };
  const readAll = (rows: readonly ConnectionRow[]) => {
    const readings = rows.map((row) => ({ id: row[0], text: row[1], reading: readingOf(row) }));
    known = new Map(readings.map((row) => [row.id, row]));
    return readings;
  };
  const rowOf = (id: string) => sql.one.get([id]) as ConnectionRow | undefined;
  const notedOf = ([id, text, test, usedAt, endsAt, workedAt]: NotedRow): NotedConnection | undefined => {
    const reading = readingOf([id, text]);
    if (!reading.ok) return undefined;
    const waiting = lastUsed.get(id);
    return {
      record: reading.record,
      lastTest: test === null ? undefined : readTest(test),
      lastUsedAt: waiting.usedAt ?? usedAt ?? undefined,
      serviceExpiresAt: endsAt ?? undefined,
      workedAt: waiting.workedAt ?? workedAt ?? undefined,
    };
  };
  const noted = (id: ConnectionId): NotedConnection | undefined => {
    const row = sql.noted.get([id]) as NotedRow | undefined;
    return row && notedOf(row);
  };

  const update = (id: ConnectionId, seenUpdatedAt: number, change: ConnectionChange): ConnectionRecord => {
    const row = rowOf(id);
    if (row === undefined) throw new ValetkeyError({ code: 'not-found' });
    const before = readConnectionRow(...row);
    if (!before.ok) throw new ValetkeyError({ code: 'storage-failed' }, new Error(before.why));
    if (before.record.updatedAt !== seenUpdatedAt) throw new ValetkeyError({ code: 'conflict' });
    const after = changed(before.record, change, now());
    const retest = reachOf(after) === reachOf(before.record) ? 0 : 1;
    const { changes } = sql.update.run([JSON.stringify(after), retest, id, row[1]]);
    if (changes === 0) throw new ValetkeyError({ code: 'conflict' });
    if (retest === 1) lastUsed.forgetWorked(id);
    return after;
  };

  return Object.freeze<ConnectionStore>({
    list: () =>
      guard(() =>
        readAll(sql.all.all([]) as ConnectionRow[]).flatMap(({ reading }) =>
          reading.ok ? [reading.record] : [],
        ),
      ),
    page: (after, limit) =>
      guard(() => {
        const found = sql.page.all([after ?? '', limit + 1]) as NotedRow[];
        const rows = found.slice(0, limit).flatMap((row) => notedOf(row) ?? []);
        const last = found.length > limit ? found[limit - 1] : undefined;
        return { rows, next: last?.[0] as ConnectionId | undefined };
      }),
    count: () => guard(() => (sql.count.get([]) as [number])[0]),
    unreadable: () =>
      guard(() =>
        (sql.everything.all([]) as ConnectionRow[]).flatMap((row) => {
          const reading = readingOf(row);
          return reading.ok ? [] : [{ id: row[0], why: reading.why }];
        }),
      ),
    hide: (id, at) => guard(() => sql.hide.run([at, id]).changes > 0),
    show: (id) => guard(() => sql.show.run([id]).changes > 0),
    hidden: () =>
      guard(() =>
        (sql.hidden.all([]) as [...ConnectionRow, number][]).map(([id, text, at]) => {
          const reading = readConnectionRow(id, text);
          return { id: id as ConnectionId, record: reading.ok ? reading.record : undefined, at };
        }),
      ),
    get: (id) => {
      const row = guard(() => rowOf(id));
      const reading = row === undefined ? undefined : readConnectionRow(...row);
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
    noted: (id) => guard(() => noted(id)),
    touch: (id, at) => lastUsed.touch(id, 'usedAt', at),
    worked: (id, at) => {
      const isNews =
        lastUsed.get(id).workedAt === undefined && guard(() => noted(id))?.workedAt === undefined;
      lastUsed.touch(id, 'workedAt', at);
      return isNews;
    },
    flush: () => guard(lastUsed.flush),
    recordTest: (id, result) =>
      guard(() => {
        if (!result.ok) lastUsed.forgetWorked(id);
        sql.test.run([JSON.stringify(testResult.parse(result)), result.ok ? 1 : 0, id]);
        if (result.expiresAt !== undefined) sql.expiry.run([result.expiresAt, id]);
      }),
    recordExpiry: (id, at) =>
      guard(() => {
        sql.expiry.run([at, id]);
      }),
    dateSecret: (secret, expiry) =>
      guard(() => {
        const row = rowOf(secret.connectionId);
        const dated = row && withDate(row, secret, expiry);
        return dated !== undefined && sql.update.run([dated, 0, secret.connectionId, row?.[1]]).changes > 0;
      }),
    tellOfExpiry: (id, at) => guard(() => sql.told.run([at, id]).changes > 0),
    takeBackToldOfExpiry: (id, at) => void guard(() => sql.untold.run([id, at])),
    transaction: <T>(work: () => T) => guard(() => inTransaction(database, work)),
  });
}

/** Only what may change is taken over; `updatedAt` rises even when the clock does not. */
const changed = (before: ConnectionRecord, change: ConnectionChange, at: number): ConnectionRecord => {
  const updatedAt = Math.max(at, before.updatedAt + 1);
  const taken = changeable.filter((key) => change[key] !== undefined).map((key) => [key, change[key]]);
  const { workspace } = change.scope === undefined ? before : change;
  return frozen(connectionRecord.parse({ ...before, ...Object.fromEntries(taken), workspace, updatedAt }));
};

/** What a test result speaks about. */
const reachOf = ({ fields, secretRefs, authorityDigest }: ConnectionRecord): string =>
  JSON.stringify([fields, secretRefs, authorityDigest]);
