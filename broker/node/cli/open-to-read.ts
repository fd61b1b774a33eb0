import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { asDatabaseError, DatabaseError } from '../../database/database-error.ts';
import type { Migration, OpenedDatabase } from '../../database/open-database.ts';
import { CommandError } from './command-powers.ts';
import { refuseAbsent } from './refuse-absent.ts';

const busyTimeoutMs = 5_000;

/**
 * Unlike `openDatabase` it makes nothing, migrates nothing and cannot write (`mode=ro`): the application may be
 * running on the same file, and a reader of evidence leaves it as it is. SQLite itself may make the two files beside
 * it (-wal, -shm) that reading in WAL mode takes.
 * @throws CommandError, DatabaseError `schema-too-new` | `unreadable` | `unwritable` | `busy`
 */
export const openToRead = (
  folder: string,
  name: string,
  migrations: readonly Migration[],
): OpenedDatabase => {
  const path = join(folder, name);
  refuseAbsent(folder, name);
  let database: OpenedDatabase | undefined;
  try {
    database = new Libsql(`${pathToFileURL(path).href}?mode=ro`, { timeout: busyTimeoutMs });
    database.name = path;
    refuseAnotherSchema(database, migrations);
    if (first(database, 'PRAGMA quick_check(1)') !== 'ok') throw new DatabaseError('unreadable', path);
    return database;
  } catch (error) {
    database?.close();
    throw asDatabaseError(error, path);
  }
};

const refuseAnotherSchema = (database: OpenedDatabase, migrations: readonly Migration[]): void => {
  const version = Number(first(database, 'PRAGMA user_version'));
  if (version > migrations.length) throw new DatabaseError('schema-too-new', database.name);
  const hasLedger = first(database, "SELECT 1 FROM sqlite_schema WHERE name = 'migrations'") === 1;
  const names = hasLedger ? migrationNames(database) : [];
  const ours = names.length === version && names.every((name, at) => name === migrations[at]?.name);
  if (!ours) throw new DatabaseError('unreadable', database.name);
  if (version < migrations.length)
    throw new CommandError(
      `${database.name} was written by an older version of the application. Start the new one once; it brings the file up to date.`,
    );
};

const migrationNames = (database: OpenedDatabase): unknown[] =>
  (database.prepare('SELECT name FROM migrations ORDER BY number').raw().all([]) as unknown[][]).map(
    ([name]) => name,
  );

/** libsql has no working `pluck` (database/README.md). */
const first = (database: OpenedDatabase, sql: string): unknown =>
  (database.prepare(sql).raw().get([]) as unknown[] | undefined)?.[0];
