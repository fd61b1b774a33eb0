import type { Migration } from '../../database/open-database.ts';

/**
 * secrets.db. Connection ids, field names and sizes are readable in it; what they hold is not.
 * A place keeps several rows for a while, one per counter: see `put` and `settle` in vault.ts.
 */
export const vaultMigrations: readonly Migration[] = [
  {
    name: 'secrets',
    sql: `
      CREATE TABLE secrets (
        connection_id TEXT NOT NULL, field TEXT NOT NULL, counter INTEGER NOT NULL,
        sealed BLOB NOT NULL, written_at INTEGER NOT NULL,
        PRIMARY KEY (connection_id, field, counter)
      ) STRICT, WITHOUT ROWID;
      -- The highest counter a place ever had. Stays when its secrets go, so that no counter is given twice.
      CREATE TABLE counters (
        connection_id TEXT NOT NULL, field TEXT NOT NULL, highest INTEGER NOT NULL,
        PRIMARY KEY (connection_id, field)
      ) STRICT, WITHOUT ROWID;
      -- Ciphertexts that could not be opened when their place was given a new one: kept byte for byte.
      CREATE TABLE kept_secrets (
        connection_id TEXT NOT NULL, field TEXT NOT NULL, counter INTEGER NOT NULL,
        sealed BLOB NOT NULL, kept_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE key_check (
        only INTEGER PRIMARY KEY CHECK (only = 1), sealed BLOB NOT NULL, written_at INTEGER NOT NULL
      ) STRICT;`,
  },
];
