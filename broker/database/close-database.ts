import type { OpenedDatabase } from './opened-database.ts';
import { rollBack } from './transaction.ts';

/**
 * libsql quirks: `close()` leaves the file open until every prepared statement is garbage collected, and
 * such statements still run; so SQLite's own checkpoint at the last close does not happen, and is asked for
 * here. `inTransaction` of a closed database aborts the whole process (a Rust panic): look at `open` first.
 */
export function closeDatabase(database: OpenedDatabase): void {
  if (!database.open) return;
  rollBack(database); // else the lingering connection would keep the write lock
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // Another process still reads, or the disk is full: the log stays, and is read at the next opening.
  }
  database.close();
}
