import type { AuditEntry, AuditFilter } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { blockOf, blockRows, firstOf } from './block-words.ts';
import { type AuditRow, readAuditRow } from './chain.ts';
import { whereOf } from './filter-rows.ts';
import { findBlocks } from './find-blocks.ts';

export type AuditPage = {
  readonly entries: AuditEntry[];
  /** The `before` of the page that follows; undefined at the log's beginning. */
  readonly next?: number;
  /** Numbers of entries in this page's range that are damaged: kept in the file, and in no other way to be shown. */
  readonly unreadable: number[];
};

/** Some ten milliseconds of looking: a filter that finds nothing does not hold up who else waits. */
const mostLookedAt = 20_000;

/**
 * Newest first. What is newer than `indexed` is looked through entry by entry, what is older where the index says that
 * something may be found. Not told: a damaged entry that the filter does not find; `verify` names it.
 */
export function listEntries(
  database: OpenedDatabase,
  filter: AuditFilter,
  { lookAt = mostLookedAt, indexed = 0 }: { readonly lookAt?: number; readonly indexed?: number } = {},
): AuditPage {
  const { before, limit, ...rest } = filter;
  const { sql, values } = whereOf(rest);
  const isFiltered = values.length > 0;
  const matching = database.prepare(
    `SELECT seq, line, link FROM entries WHERE seq < ? AND seq >= ? AND ${sql} ORDER BY seq DESC LIMIT ?`,
  );
  const found: AuditRow[] = [];
  const lookThrough = (from: number, lowest: number): boolean => {
    const room = limit + 1 - found.length;
    found.push(...(matching.all([from, lowest, ...values, room]) as AuditRow[]));
    return found.length > limit;
  };

  const from = before ?? Number.MAX_SAFE_INTEGER;
  const scanned = scan(database, from, isFiltered && indexed > 0 ? indexed + 1 : 0, lookAt);
  const full = scanned.lowest !== undefined && lookThrough(from, scanned.lowest);
  if (full || scanned.more) return pageOf(found, limit, scanned.lowest);
  if (!isFiltered || indexed === 0) return pageOf(found, limit, undefined);

  const most = Math.ceil(lookAt / blockRows);
  const blocks = findBlocks(database, rest, blockOf(Math.min(from - 1, indexed)), most);
  for (const block of blocks) {
    const lowest = firstOf(block);
    if (lookThrough(Math.min(from, lowest + blockRows), lowest)) return pageOf(found, limit, lowest);
  }
  const last = blocks.at(-1);
  return pageOf(found, limit, blocks.length === most && last !== undefined ? firstOf(last) : undefined);
}

/** How far down the next `most` entries go, and whether more are behind them. */
const scan = (
  database: OpenedDatabase,
  from: number,
  downTo: number,
  most: number,
): { readonly lowest: number | undefined; readonly more: boolean } => {
  const [lowest, looked] = (database
    .prepare(
      'SELECT min(seq), count(*) FROM (SELECT seq FROM entries WHERE seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?)',
    )
    .raw()
    .get([from, downTo === 0 ? Number.MIN_SAFE_INTEGER : downTo, most]) ?? [null, 0]) as unknown as [
    number | null,
    number,
  ];
  if (lowest === null) return { lowest: undefined, more: false };
  return { lowest, more: looked === most && lowest > Math.max(1, downTo) };
};

/** `lowest`: what was looked through so far, where there is more below it. */
const pageOf = (found: readonly AuditRow[], limit: number, lowest: number | undefined): AuditPage => {
  const page: { entries: AuditEntry[]; unreadable: number[] } = { entries: [], unreadable: [] };
  for (const row of found.slice(0, limit)) {
    const entry = readAuditRow(row);
    if (entry === undefined) page.unreadable.push(row.seq);
    else page.entries.push(entry);
  }
  const next = found.length > limit ? found[limit - 1]?.seq : lowest;
  return next === undefined || next <= 1 ? page : { ...page, next };
};
