import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { sqliteResultOf } from './database-error.ts';
import { firstValue } from './first-value.ts';
import type { OpenedDatabase } from './opened-database.ts';
import { prepareFile } from './prepare-file.ts';
import { rollBack } from './transaction.ts';

/**
 * An empty database. Each broker keeps SQLite's shared lock of it for as long as it lives, and the system takes the lock
 * from a process that is killed; who gets the exclusive lock is alone.
 */
const fileOf = (folder: string): string => join(folder, 'running.db');

const busy = 5;
/** For who takes the shared lock while another one looks. */
const busyTimeoutMs = 5_000;

export type Hold = {
  /** No other broker had the folder then, in this process or in another. False also where that cannot be told. */
  readonly alone: boolean;
  release(): void;
};

/** `inTurn` lets one at a time look and take its lock, so that of two that start at once not both are alone. */
export function holdFolder(folder: string, inTurn: <T>(work: () => T) => T): Hold {
  const nothing: Hold = { alone: false, release: () => undefined };
  try {
    prepareFile(fileOf(folder));
    const database = new Libsql(fileOf(folder), { timeout: 0 });
    const alone = inTurn(() => {
      const free = isFree(database);
      database.pragma(`busy_timeout = ${busyTimeoutMs}`);
      database.exec('BEGIN');
      firstValue(database, 'SELECT count(*) FROM sqlite_schema');
      return free;
    });
    return {
      alone,
      release: () => {
        if (!database.open) return;
        rollBack(database);
        database.close();
      },
    };
  } catch {
    // A broker works without it: the log then says less of the handles of a process that was killed.
    return nothing;
  }
}

/** Whether no broker has the folder now. Undefined: it cannot be told. Writes nothing. */
export function isFolderFree(folder: string): boolean | undefined {
  if (!existsSync(fileOf(folder))) return undefined;
  try {
    const database = new Libsql(fileOf(folder), { timeout: 0 });
    try {
      return isFree(database);
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

const isFree = (database: OpenedDatabase): boolean => {
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (((sqliteResultOf(error) ?? 0) & 0xff) === busy) return false;
    throw error;
  }
  rollBack(database);
  return true;
};
