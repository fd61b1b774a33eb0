import type { OpenedDatabase } from '../database/open-database.ts';

/** One state of the file for several reads, also while another process writes. */
export function inReadTransaction<T>(database: OpenedDatabase, read: () => T): T {
  database.exec('BEGIN');
  try {
    return read();
  } finally {
    database.exec('COMMIT');
  }
}
