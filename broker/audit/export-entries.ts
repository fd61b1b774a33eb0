import { type AuditEntry, auditEntry } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { makeBlockIndex } from './block-index.ts';
import { firstOf, lastOf } from './block-words.ts';
import { type AuditRow, exportedRow, readAuditRow } from './chain.ts';
import { csvCell } from './csv-cell.ts';
import { type RowFilter, whereOf } from './filter-rows.ts';
import { findBlocks } from './find-blocks.ts';
import type { RowReader } from './read-rows.ts';

export type ExportFormat = 'jsonl' | 'csv';

const sliceRows = 500;
/** Of the index, asked for at once. */
const sliceBlocks = 100;
const columns = Object.keys(auditEntry.shape) as (keyof AuditEntry)[];

/**
 * Lines without their line ends, oldest first, up to what is newest now. Read in slices, so that a slow receiver
 * holds no lock; entries that are pruned meanwhile are left out. Filtered, only those blocks are read in which the index
 * says that something may be found (find-blocks.ts), and what is not indexed yet.
 * JSONL can be checked by anyone (chain.ts); when something was pruned and nothing is filtered, its first line is
 * `{"checkpoint":{seq,link,at,removed}}`, from which the chain goes on. A damaged entry is exported as
 * `{"unreadable":"its text","seq":n}`, which fits no chain.
 */
export function* exportEntries(
  database: OpenedDatabase,
  rows: RowReader,
  format: ExportFormat,
  filter: RowFilter = {},
): Generator<string, void, undefined> {
  const through = rows.newest()?.seq ?? 0;
  const { tree: _, ...checkpoint } = rows.checkpoint();
  if (format === 'csv') yield columns.map(csvCell).join(',');
  else if (checkpoint.removed > 0 && isWhole(filter)) yield JSON.stringify({ checkpoint });

  const { sql, values } = whereOf(filter);
  const statement = database.prepare(
    `SELECT seq, line, link FROM entries WHERE ${sql} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  function* between(after: number, last: number): Generator<string, void, undefined> {
    for (let read = after; ; ) {
      const found = statement.all([...values, read, last, sliceRows]) as AuditRow[];
      for (const row of found) yield format === 'csv' ? csvLine(row) : exportedRow(row);
      const newest = found.at(-1);
      if (newest === undefined || found.length < sliceRows) return;
      read = newest.seq;
    }
  }
  const indexed = isWhole(filter) ? 0 : Math.min(through, makeBlockIndex(database, rows).through());
  if (indexed === 0) return yield* between(Number.MIN_SAFE_INTEGER, through);
  for (let next = Number.MIN_SAFE_INTEGER; ; ) {
    const blocks = findBlocks(database, filter, next, sliceBlocks, 'newer');
    for (const block of blocks) yield* between(firstOf(block) - 1, Math.min(indexed, lastOf(block)));
    next = (blocks.at(-1) ?? 0) + 1;
    if (blocks.length < sliceBlocks) break;
  }
  yield* between(indexed, through);
}

const csvLine = (row: AuditRow): string => {
  const entry: Partial<AuditEntry> | undefined = readAuditRow(row);
  if (entry === undefined)
    return columns
      .map((name) => csvCell(name === 'seq' ? row.seq : name === 'kind' ? 'unreadable' : undefined))
      .join(',');
  return columns.map((name) => csvCell(cellOf(entry[name]))).join(',');
};

/** What a line holds as a list or an object is one cell of JSON. */
const cellOf = (value: AuditEntry[keyof AuditEntry]): string | number | undefined =>
  typeof value === 'object' ? JSON.stringify(value) : value;

const isWhole = (filter: RowFilter): boolean => Object.values(filter).every((value) => value === undefined);
