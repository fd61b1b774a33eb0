import { firstValue } from '../database/first-value.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type AuditRow, readAuditRow } from './chain.ts';
import type { RowReader } from './read-rows.ts';

export type AuditExtent = {
  readonly entries: number;
  readonly oldestAt?: number | undefined;
  readonly newestAt?: number | undefined;
  /** Taken out by retention since ever. */
  readonly removed: number;
};

/** Entries are numbered without gaps, or `verify` names the first: counting them would read a long log for 0.2 s. */
export const extentOf = (database: OpenedDatabase, rows: RowReader): AuditExtent => {
  const count = 'SELECT (SELECT max(seq) FROM entries) - (SELECT min(seq) FROM entries) + 1';
  const entries = Number(firstValue(database, count) ?? 0);
  const at = (order: 'ASC' | 'DESC'): number | undefined => {
    const [row] = database
      .prepare(`SELECT seq, line, link FROM entries ORDER BY seq ${order} LIMIT 1`)
      .all([]) as AuditRow[];
    return row && readAuditRow(row)?.at;
  };
  const [oldestAt, newestAt] = [at('ASC'), at('DESC')];
  return {
    entries,
    oldestAt,
    newestAt,
    removed: rows.checkpoint().removed,
  };
};
