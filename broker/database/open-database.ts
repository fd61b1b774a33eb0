import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { asDatabaseError, DatabaseError, type DatabaseErrorCode } from './database-error.ts';
import { firstValue } from './first-value.ts';
import { migrate, versionOf } from './migrate.ts';
import type { Migration, OpenedDatabase } from './opened-database.ts';
import { prepareFile } from './prepare-file.ts';
import { refuseOtherSchema } from './refuse-other-schema.ts';

export { DatabaseError } from './database-error.ts';

export type { Migration, OpenedDatabase } from './opened-database.ts';

const busyTimeoutMs = 5_000;

/**
 * Opens a libsql file in WAL mode with foreign keys on, creating it with mode 0600, and applies what is
 * missing of `migrations`. `synchronous` FULL fsyncs every commit before it returns; NORMAL survives a
 * killed process and not a power cut. `shrinks`: `incremental_vacuum` gives pages back to the disk. `grows`: tables
 * that a large file is opened without a look at; a damaged page of it is found by anyone who reads it. README.md beside
 * this file lists what libsql does unlike better-sqlite3.
 * @throws DatabaseError `schema-too-new` | `unreadable` (the file is left byte for byte as it was),
 *   `unwritable`, `busy` (another process kept a lock for more than five seconds)
 */
export function openDatabase(
  file: string,
  migrations: readonly Migration[],
  options: { synchronous?: 'FULL' | 'NORMAL'; shrinks?: true; grows?: readonly string[] } = {},
): OpenedDatabase {
  const path = resolve(file);
  prepareFile(path);
  refuseBeforeTouching(path, migrations.length);
  let database: OpenedDatabase | undefined;
  try {
    database = new Libsql(path, { timeout: busyTimeoutMs });
    database.name = path; // libsql leaves it empty
    // Before WAL mode writes the first page: of a file that has one it changes nothing.
    if (options.shrinks) database.pragma('auto_vacuum = INCREMENTAL');
    switchToWal(database);
    database.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`);
    database.pragma('foreign_keys = ON');
    refuseDamage(database, options.grows);
    migrate(database, migrations);
    refuseOtherSchema(database, migrations);
    if (options.shrinks) letShrink(database);
    return database;
  } catch (error) {
    database?.close();
    throw asDatabaseError(error, path);
  }
}

/**
 * Looks at the version without a log, a lock or a write (`immutable`), so that a refused file stays byte for
 * byte as it was: an ordinary opening would write the log back into it.
 * SQLite does the reading: if this process opened and closed the file by itself, it would drop the POSIX
 * locks of a database that is open here already (https://sqlite.org/howtocorrupt.html, 2.2).
 * Not seen here: a version that stands in the log alone, when a newer program was killed between a migration
 * and the checkpoint after it. `migrate` refuses that too, with the file merged with its log.
 */
const refuseBeforeTouching = (path: string, newest: number): void => {
  // Without a lock, what another process is just writing looks damaged. What is damaged stays so.
  tryAgainWhile('unreadable', 200, path, () => {
    if (versionUnlocked(path) > newest) throw new DatabaseError('schema-too-new', path);
  });
};

const versionUnlocked = (path: string): number => {
  const probe = new Libsql(`${pathToFileURL(path).href}?immutable=1`);
  try {
    return versionOf(probe);
  } finally {
    probe.close();
  }
};

/** Tries the work again every 20 ms while it fails with this code. After `mostMs` there is no other try. */
const tryAgainWhile = (code: DatabaseErrorCode, mostMs: number, path: string, work: () => void): void => {
  const until = performance.now() + mostMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const known = asDatabaseError(error, path);
      if (!(known instanceof DatabaseError && known.code === code) || performance.now() >= until) throw known;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
};

/** Two processes that make the same file at once: this pragma can answer BUSY without waiting its timeout. */
const switchToWal = (database: OpenedDatabase): void =>
  tryAgainWhile('busy', busyTimeoutMs, database.name, () => {
    if (firstValue(database, 'PRAGMA journal_mode = WAL') !== 'wal')
      throw new DatabaseError('unwritable', database.name);
  });

/** A file from before `shrinks` is rewritten once: 0.3 s for 100,000 entries of the audit log. Then it is as new. */
const letShrink = (database: OpenedDatabase): void => {
  if (firstValue(database, 'PRAGMA auto_vacuum') !== 0) return;
  try {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch {
    // The disk is full or another process writes. The file works as before, and the next start tries again.
  }
};

/** 35 ms. */
const mostCheckedBytes = 64 * 1024 * 1024;

/** Finds broken pages, not changed contents: what must not change unseen is authenticated by its owner. */
export const refuseDamage = (database: OpenedDatabase, grows?: readonly string[]): void => {
  const bytes = Number(firstValue(database, 'PRAGMA page_count')) * 4_096;
  const checked = grows === undefined || bytes <= mostCheckedBytes ? ['1'] : tablesBut(database, grows);
  for (const one of checked) {
    if (firstValue(database, `PRAGMA quick_check(${one})`) !== 'ok')
      throw new DatabaseError('unreadable', database.name);
  }
};

const tablesBut = (database: OpenedDatabase, grows: readonly string[]): string[] => {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .raw()
    .all([]) as unknown as readonly [string][];
  return tables.filter(([name]) => !grows.includes(name)).map(([name]) => `"${name.replaceAll('"', '""')}"`);
};
