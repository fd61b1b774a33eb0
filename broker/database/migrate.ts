import { DatabaseError } from './database-error.ts';
import { firstValue } from './first-value.ts';
import type { Migration, OpenedDatabase } from './opened-database.ts';
import { inTransaction } from './transaction.ts';

const ledger = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT`;

/**
 * Brings the file to the newest version, one transaction per migration. The version is read again under the
 * write lock, since another process may have migrated in between.
 * Not checked here: that a migration's SQL has no COMMIT of its own.
 */
export const migrate = (database: OpenedDatabase, migrations: readonly Migration[]): void => {
  const before = knownVersion(database, migrations.length);
  for (let number = before + 1; number <= migrations.length; number += 1) {
    const migration = migrations[number - 1];
    if (migration === undefined) break;
    inTransaction(database, () => {
      if (knownVersion(database, migrations.length) >= number) return;
      database.exec(ledger);
      database.exec(migration.sql);
      // SQLite's clock, so that opening a file needs no power of its own.
      database
        .prepare("INSERT INTO migrations VALUES (?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))")
        .run([number, migration.name]);
      database.exec(`PRAGMA user_version = ${number}`);
    });
  }
  refuseAnotherHistory(database, migrations);
  // The version must stand in the file itself, not in its log alone: an older program reads it from there
  // before it lets SQLite touch anything.
  if (before < migrations.length) database.pragma('wal_checkpoint(TRUNCATE)');
};

/** Throws `schema-too-new`. */
export const knownVersion = (database: OpenedDatabase, newest: number): number => {
  const version = versionOf(database);
  if (version > newest) throw new DatabaseError('schema-too-new', database.name);
  return version;
};

export const versionOf = (database: OpenedDatabase): number =>
  Number(firstValue(database, 'PRAGMA user_version'));

/** A file whose migrations have other names is somebody else's, whatever its version says. */
export const refuseAnotherHistory = (database: OpenedDatabase, migrations: readonly Migration[]): void => {
  const has = firstValue(database, "SELECT 1 FROM sqlite_schema WHERE name = 'migrations'") === 1;
  const names = has
    ? (database.prepare('SELECT name FROM migrations ORDER BY number').raw().all([]) as [string][])
    : [];
  const same =
    names.length === migrations.length && names.every(([name], at) => name === migrations[at]?.name);
  if (!same) throw new DatabaseError('unreadable', database.name);
};
