import type { Migration } from '../database/open-database.ts';

/**
 * `record` is the whole record as JSON: NUL and lone surrogates, which libsql would cut or change in plain text, are
 * escapes there, and a row that no longer fits the contract is still there to be looked at.
 * An id that was removed is dead for good, by the database's own rule: old grants can never meet a new connection.
 */
export const connectionMigrations: readonly Migration[] = Object.freeze([
  {
    name: 'connections',
    sql: `
      CREATE TABLE connections (
        id TEXT PRIMARY KEY,
        record TEXT NOT NULL,
        last_test TEXT,
        last_used_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE dead_connections (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TRIGGER connection_ends AFTER DELETE ON connections BEGIN
        INSERT OR IGNORE INTO dead_connections VALUES (old.id);
      END;
      CREATE TRIGGER connection_stays_dead BEFORE INSERT ON connections
      WHEN EXISTS (SELECT 1 FROM dead_connections WHERE id = new.id) BEGIN
        SELECT RAISE(ABORT, 'this id is dead');
      END;`,
  },
]);

/** When the service said that the credential ends, and for which date the user was told. Both go with the credential. */
export const connectionExpiry: Migration = Object.freeze({
  name: 'connections-expiry',
  sql: `
    ALTER TABLE connections ADD COLUMN service_expires_at INTEGER;
    ALTER TABLE connections ADD COLUMN told_of_expiry INTEGER;`,
});

/** When a service last answered a use of it well. */
export const connectionWorked: Migration = Object.freeze({
  name: 'connections-worked',
  sql: 'ALTER TABLE connections ADD COLUMN worked_at INTEGER;',
});

/** Deleted, and can still be brought back: hidden from here on, and gone when the time for undoing is over. */
export const connectionHiding: Migration = Object.freeze({
  name: 'connections-hidden',
  sql: 'ALTER TABLE connections ADD COLUMN hidden_at INTEGER;',
});
