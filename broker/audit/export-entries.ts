import { type AuditEntry, auditEntry } from '@valetkey/api-contracts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { parseJson } from '../json/parse-json.ts';
import { exportedLine, type Row, readRow } from './chain.ts';
import { csvCell } from './csv-cell.ts';
import { type RowFilter, whereOf } from './filter-rows.ts';
import type { RowReader } from './read-rows.ts';

export type ExportFormat = 'jsonl' | 'csv';

const sliceRows = 500;
const columns = Object.keys(auditEntry.shape) as (keyof AuditEntry)[];

/**
 * Lines without their line ends, oldest first, up to what is newest now. Read in slices, so that a slow receiver
 * holds no lock; entries that are pruned meanwhile are left out.
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
  const checkpoint = rows.checkpoint();
  if (format === 'csv') yield columns.map(csvCell).join(',');
  else if (checkpoint.removed > 0 && Object.keys(filter).length === 0) yield JSON.stringify({ checkpoint });

  const { sql, values } = whereOf(filter);
  const statement = database.prepare(
    `SELECT seq, line, link FROM entries WHERE ${sql} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  let read = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const found = statement.all([...values, read, through, sliceRows]) as Row[];
    for (const row of found) yield format === 'csv' ? csvLine(row) : jsonLine(row);
    const last = found.at(-1);
    if (last === undefined || found.length < sliceRows) return;
    read = last.seq;
  }
}

/** Word for word also when today's contract would not take it any more: the chain goes over the text. */
const jsonLine = ({ seq, line, link }: Row): string => {
  const sound = typeof line === 'string' && isOneLineOfJson(line) && /^[0-9a-f]{64}$/.test(String(link));
  return sound ? exportedLine(line, String(link)) : JSON.stringify({ unreadable: String(line), seq });
};

const isOneLineOfJson = (line: string): boolean => /^\{.*\}$/.test(line) && parseJson(line) !== undefined;

const csvLine = (row: Row): string => {
  const entry: Partial<AuditEntry> | undefined = readRow(row);
  if (entry === undefined)
    return columns
      .map((name) => csvCell(name === 'seq' ? row.seq : name === 'kind' ? 'unreadable' : undefined))
      .join(',');
  return columns.map((name) => csvCell(entry[name])).join(',');
};
