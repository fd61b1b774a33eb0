import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { growingTables } from '../audit/migrations.ts';
import { closeDatabase } from '../database/close-database.ts';
import { asDatabaseError } from '../database/database-error.ts';
import { knownVersion } from '../database/migrate.ts';
import { type Migration, type OpenedDatabase, refuseDamage } from '../database/open-database.ts';
import { CommandError } from './command-powers.ts';
import { refuseAbsent } from './refuse-absent.ts';

const busyTimeoutMs = 5_000;

/**
 * Unlike `openDatabase` it makes nothing, migrates nothing and cannot write (`mode=ro`): the application may be
 * running on the same file, and a reader of evidence leaves it as it is. SQLite itself may make the two files beside
 * it (-wal, -shm) that reading in WAL mode takes. A large log is opened without a look at its entries.
 * @throws CommandError, DatabaseError `schema-too-new` | `unreadable` | `unwritable` | `busy`
 */
export function openToRead(folder: string, name: string, migrations: readonly Migration[]): OpenedDatabase {
  const path = join(folder, name);
  refuseAbsent(folder, name);
  let database: OpenedDatabase | undefined;
  try {
    database = new Libsql(`${pathToFileURL(path).href}?mode=ro`, { timeout: busyTimeoutMs });
    database.name = path;
    refuseAnotherSchema(database, migrations);
    refuseDamage(database, growingTables);
    return database;
  } catch (error) {
    database?.close();
    throw asDatabaseError(error, path);
  }
}

/** Opened so for as long as `read` takes. */
export const reading = async <T>(
  folder: string,
  name: string,
  migrations: readonly Migration[],
  read: (database: OpenedDatabase) => T | Promise<T>,
): Promise<T> => {
  const database = openToRead(folder, name, migrations);
  try {
    return await read(database);
  } finally {
    closeDatabase(database);
  }
};

const refuseAnotherSchema = (database: OpenedDatabase, migrations: readonly Migration[]): void => {
  const version = knownVersion(database, migrations);
  if (version < migrations.length)
    throw new CommandError(
      `${database.name} was written by an older version. Start the application once to update the file.`,
    );
};
