import type { AuditEntry, AuditFilter } from '@valetkey/api-contracts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type Row, readRow } from './chain.ts';
import { whereOf } from './filter-rows.ts';

export type AuditPage = {
  readonly entries: AuditEntry[];
  /** The `before` of the page that follows; undefined at the log's beginning. */
  readonly next?: number;
  /** Numbers of entries in this page's range that are damaged: kept in the file, and in no other way to be shown. */
  readonly unreadable: number[];
};

/** Some ten milliseconds of looking: a filter that finds nothing in 100,000 entries does not hold up who else waits. */
const mostLookedAt = 20_000;

/** Newest first. Not told: a damaged entry that the filter does not find; `verify` names it. */
export const listEntries = (
  database: OpenedDatabase,
  filter: AuditFilter,
  lookAt: number = mostLookedAt,
): AuditPage => {
  const { before, ...rest } = filter;
  const { sql, values } = whereOf(rest);
  const from = before ?? Number.MAX_SAFE_INTEGER;
  const edge = database
    .prepare(
      'SELECT min(seq), count(*) FROM (SELECT seq FROM entries WHERE seq < ? ORDER BY seq DESC LIMIT ?)',
    )
    .raw()
    .get([from, lookAt]) as [number | null, number] | undefined;
  const [lowest, looked] = edge ?? [null, 0];
  if (lowest === null) return { entries: [], unreadable: [] };

  const found = database
    .prepare(
      `SELECT seq, line, link FROM entries WHERE seq < ? AND seq >= ? AND ${sql} ORDER BY seq DESC LIMIT ?`,
    )
    .all([from, lowest, ...values, filter.limit + 1]) as Row[];
  const page: { entries: AuditEntry[]; unreadable: number[] } = { entries: [], unreadable: [] };
  for (const row of found.slice(0, filter.limit)) {
    const entry = readRow(row);
    if (entry === undefined) page.unreadable.push(row.seq);
    else page.entries.push(entry);
  }
  const last = found.length > filter.limit ? found[filter.limit - 1]?.seq : undefined;
  const next = last ?? (looked === lookAt && lowest > 1 ? lowest : undefined);
  return next === undefined ? page : { ...page, next };
};
