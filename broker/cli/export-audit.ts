import { auditMigrations } from '../audit/audit-log.ts';
import { type ExportFormat, exportEntries } from '../audit/export-entries.ts';
import type { RowFilter } from '../audit/filter-rows.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { writeLog } from './write-lines.ts';

type Options = { readonly folder: string; readonly format: ExportFormat; readonly filter: RowFilter };

/**
 * The log, oldest first; a filtered one has gaps, and its chain cannot be checked. A file or a pipe gets it word for
 * word, because the chain goes over the text. On a screen every character beyond ASCII is escaped.
 */
export function exportAudit(
  { folder, format, filter }: Options,
  { stdout }: CommandPowers,
): Promise<ExitCode> {
  return reading(folder, 'audit.db', auditMigrations, async (database) => {
    const lines = exportEntries(database, makeRowReader(database), format, filter);
    await writeLog(stdout, lines, format);
    return exitCodes.ok;
  });
}
