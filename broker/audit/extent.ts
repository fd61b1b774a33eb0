import { firstValue } from '../database/first-value.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type Row, readRow } from './chain.ts';
import type { RowReader } from './read-rows.ts';

export type AuditExtent = {
  readonly entries: number;
  readonly oldestAt?: number;
  readonly newestAt?: number;
  /** Taken out by retention since ever. */
  readonly removed: number;
};

/** Counts the table's index, not its text: 1 ms for 100,000 entries. */
export const extentOf = (database: OpenedDatabase, rows: RowReader): AuditExtent => {
  const entries = Number(firstValue(database, 'SELECT count(*) FROM entries'));
  const at = (order: 'ASC' | 'DESC'): number | undefined => {
    const [row] = database
      .prepare(`SELECT seq, line, link FROM entries ORDER BY seq ${order} LIMIT 1`)
      .all([]) as Row[];
    return row && readRow(row)?.at;
  };
  const [oldestAt, newestAt] = [at('ASC'), at('DESC')];
  return {
    entries,
    ...(oldestAt === undefined ? {} : { oldestAt }),
    ...(newestAt === undefined ? {} : { newestAt }),
    removed: rows.checkpoint().removed,
  };
};
