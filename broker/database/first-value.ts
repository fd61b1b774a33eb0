import type Libsql from 'libsql';

/**
 * The first column of the first row; undefined where there is none. libsql quirk: `pragma(..., { simple: true })` and
 * `pluck().get()` return the whole row; `raw()` works.
 */
export function firstValue(database: Libsql.Database, sql: string): unknown {
  return (database.prepare(sql).raw().get([]) as unknown[] | undefined)?.[0];
}
