import type { AuditEntry, AuditFilter } from '@valetkey/api-contracts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type Row, readRow } from './chain.ts';
import { whereOf } from './filter-rows.ts';

export type AuditPage = {
  readonly entries: AuditEntry[];
  readonly older: boolean;
  /** Numbers of entries in this page's range that are damaged: kept in the file, and in no other way to be shown. */
  readonly unreadable: number[];
};

/** Newest first. Not told: a damaged entry that the filter does not find; `verify` names it. */
export const listEntries = (database: OpenedDatabase, filter: AuditFilter): AuditPage => {
  const { sql, values } = whereOf(filter);
  const found = database
    .prepare(`SELECT seq, line, link FROM entries WHERE ${sql} ORDER BY seq DESC LIMIT ?`)
    .raw()
    .all([...values, filter.limit + 1]) as unknown as [number, unknown, unknown][];
  const page: AuditPage = { entries: [], older: found.length > filter.limit, unreadable: [] };
  for (const [seq, line, link] of found.slice(0, filter.limit)) {
    const entry = readRow({ seq, line, link } satisfies Row);
    if (entry === undefined) page.unreadable.push(seq);
    else page.entries.push(entry);
  }
  return page;
};
