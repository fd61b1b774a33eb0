import { asDatabaseError, DatabaseError } from './database-error.ts';
import type { OpenedDatabase } from './opened-database.ts';

/**
 * Runs `work` in one BEGIN IMMEDIATE transaction: all of it is on disk when this returns, or none of it.
 * Used instead of libsql's own `database.transaction(fn)`, which begins DEFERRED (so that two processes
 * can both read and then fail to write), commits an async function before it has run, and hides a full
 * disk: SQLite has rolled back by itself then, and libsql's second ROLLBACK throws over the first error.
 * Transactions do not nest: SQLite refuses, and that refusal is a mistake in the caller.
 */
export const inTransaction = <T>(database: OpenedDatabase, work: () => T): T => {
  begin(database);
  try {
    const result = work();
    if (result instanceof Promise) throw new TypeError('A transaction cannot wait for a promise.');
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw asDatabaseError(error, database.name);
  }
};

/** Takes the write lock, or throws DatabaseError `busy` after the busy timeout. */
export const begin = (database: OpenedDatabase): void => {
  // libsql aborts the whole process when a closed database begins; who was still at work at closing gets an error.
  if (!database.open) throw new DatabaseError('unwritable', database.name);
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    throw asDatabaseError(error, database.name);
  }
};

/** Never throws over the error that led here. */
export const rollBack = (database: OpenedDatabase): void => {
  try {
    if (database.open && database.inTransaction) database.exec('ROLLBACK');
  } catch {
    // What cannot be rolled back now is rolled back by the next process that opens the file.
  }
};
