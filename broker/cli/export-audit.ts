import { auditMigrations } from '../audit/audit-log.ts';
import { type ExportFormat, exportEntries } from '../audit/export-entries.ts';
import type { RowFilter } from '../audit/filter-rows.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { asciiOf, printable } from './printable.ts';
import { writeLines } from './write-lines.ts';

type Options = { readonly folder: string; readonly format: ExportFormat; readonly filter: RowFilter };

/**
 * The log, oldest first; a filtered one has gaps, and its chain cannot be checked. Into a file or a pipe word for word, because the chain goes over the text; onto a
 * screen with every character beyond ASCII escaped.
 */
export const exportAudit = (
  { folder, format, filter }: Options,
  { stdout }: CommandPowers,
): Promise<ExitCode> =>
  reading(folder, 'audit.db', auditMigrations, async (database) => {
    const lines = exportEntries(database, makeRowReader(database), format, filter);
    await writeLines(stdout, stdout.isTTY === true ? escaped(lines, format) : lines);
    return exitCodes.ok;
  });

function* escaped(lines: Iterable<string>, format: ExportFormat): Generator<string, void, undefined> {
  for (const line of lines) yield format === 'jsonl' ? asciiOf(line) : printable(line, line.length * 10);
}
