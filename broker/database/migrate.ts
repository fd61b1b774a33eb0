import { DatabaseError } from './database-error.ts';
import { firstValue } from './first-value.ts';
import type { Migration, OpenedDatabase } from './opened-database.ts';
import { inTransaction, rollBack } from './transaction.ts';

const ledger = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT`;

/**
 * Brings the file to the newest version, one transaction per migration. The version is read again under the
 * write lock, since another process may have migrated in between.
 * Not checked here: that a migration's SQL has no COMMIT of its own.
 */
export function migrate(database: OpenedDatabase, migrations: readonly Migration[]): void {
  const before = knownVersion(database, migrations);
  for (let number = before + 1; number <= migrations.length; number += 1) {
    const migration = migrations[number - 1];
    if (migration === undefined) break;
    inTransaction(database, () => {
      if (versionAsRecorded(database, migrations) >= number) return;
      database.exec(ledger);
      database.exec(migration.sql);
      // SQLite's clock, so that opening a file needs no power of its own.
      database
        .prepare("INSERT INTO migrations VALUES (?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))")
        .run([number, migration.name]);
      database.exec(`PRAGMA user_version = ${number}`);
    });
  }
  // The version must stand in the file itself, not in its log alone: an older program reads it from there
  // before it lets SQLite touch anything.
  if (before < migrations.length) database.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Throws `schema-too-new`, and `unreadable` where the file is somebody else's or was changed by somebody else. One look:
 * between two of them, another process may migrate.
 */
export const knownVersion = (database: OpenedDatabase, migrations: readonly Migration[]): number => {
  database.exec('BEGIN');
  try {
    return versionAsRecorded(database, migrations);
  } finally {
    rollBack(database);
  }
};

export const versionOf = (database: OpenedDatabase): number =>
  Number(firstValue(database, 'PRAGMA user_version'));

/** What the file says of its version, and the names of the migrations that were applied, have to be the same. */
const versionAsRecorded = (database: OpenedDatabase, migrations: readonly Migration[]): number => {
  const version = versionOf(database);
  if (version > migrations.length) throw new DatabaseError('schema-too-new', database.name);
  const tables = Number(firstValue(database, 'SELECT count(*) FROM sqlite_schema'));
  if (version === 0 && tables === 0) return 0;
  const has =
    firstValue(
      database,
      "SELECT count(*) FROM pragma_table_info('migrations') WHERE name IN ('number', 'name')",
    ) === 2;
  const names = has
    ? (database.prepare('SELECT name FROM migrations ORDER BY number').raw().all([]) as [string][])
    : [];
  const same = names.length === version && names.every(([name], at) => name === migrations[at]?.name);
  if (!same || version === 0) throw new DatabaseError('unreadable', database.name);
  return version;
};
