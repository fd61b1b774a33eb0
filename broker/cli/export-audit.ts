import { auditMigrations } from '../audit/audit-log.ts';
import { type ExportFormat, exportEntries } from '../audit/export-entries.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { connectionNames } from './connection-names.ts';
import { filterOf } from './filter-of.ts';
import type { FilterOptions } from './filter-options.ts';
import { reading } from './open-to-read.ts';
import { exportSignedAudit } from './sign-audit.ts';
import { writeLog } from './write-lines.ts';

export type ExportOptions = FilterOptions & {
  readonly folder: string;
  readonly format: ExportFormat;
  readonly signed: boolean;
  readonly passphraseFile?: string;
};

/**
 * The log, oldest first; a filtered one has gaps, and its chain cannot be checked. A file or a pipe gets it word for
 * word, because the chain goes over the text. On a screen every character beyond ASCII is escaped.
 */
export async function exportAudit(options: ExportOptions, powers: CommandPowers): Promise<ExitCode> {
  const { folder, format, signed, passphraseFile, ...named } = options;
  if (signed) {
    if (format !== 'jsonl' || Object.keys(named).length > 0)
      throw new CommandError(
        'A signed export is the whole log as jsonl. Leave out the other options, or use "audit proof" for one entry.',
      );
    return exportSignedAudit({ folder, passphraseFile }, powers);
  }
  const filter = filterOf(named, await connectionNames(folder, powers));
  return reading(folder, 'audit.db', auditMigrations, async (database) => {
    const lines = exportEntries(database, makeRowReader(database), format, filter);
    await writeLog(powers.stdout, lines, format);
    return exitCodes.ok;
  });
}
