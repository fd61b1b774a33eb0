import { type Command, Option } from 'commander';
import type { ExportFormat } from '../audit/export-entries.ts';
import { auditEntry, auditFilter } from '../contracts/audit.ts';
import { CommandError, type CommandPowers, type ExitCode } from './command-powers.ts';
import { connectionNames } from './connection-names.ts';
import { exportAudit } from './export-audit.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts';
import { listAudit } from './list-audit.ts';
import { parsedNumber } from './parse-options.ts';
import { exportSignedAudit, proveAuditEntry, showKey } from './sign-audit.ts';
import { verifyAudit } from './verify-audit.ts';

type ListOptions = { readonly folder: string; readonly json: boolean; readonly limit: number };
type ExportOptions = {
  readonly folder: string;
  readonly format: ExportFormat;
  readonly signed: boolean;
  readonly passphraseFile?: string;
};

type Parts = {
  readonly powers: CommandPowers;
  readonly ended: (code: ExitCode) => void;
  readonly exits: string;
  readonly folder: () => Option;
  readonly json: () => Option;
};

/** The commands that read the audit log. None of them writes to a file of the application. */
export const addAuditCommands = (program: Command, { powers, ended, exits, folder, json }: Parts): void => {
  const { now } = powers;
  const audit = program.command('audit').description('the audit log');
  const passphrase = (): Option =>
    new Option('--passphrase-file <file>', 'needed for the key if a passphrase guards the vault');
  addFilterOptions(
    audit
      .command('list')
      .description('lists uses, questions and other entries, newest first; --json prints every entry')
      .addOption(folder()),
    now,
  )
    .option('--limit <n>', 'entries, at most 1000', parsedNumber(auditFilter.shape.limit.unwrap()), 100)
    .addOption(json())
    .action(async ({ folder, json, limit, ...filter }: FilterOptions & ListOptions) => {
      const names = await connectionNames(folder, powers);
      ended(await listAudit({ folder, json, names, filter: { limit, ...filterOf(filter, names) } }, powers));
    });
  audit
    .command('verify')
    .description('checks that no entry was changed, moved or removed')
    .addOption(folder())
    .option('--passphrase-file <file>', 'needed for the seal if a passphrase guards the vault')
    .addHelpText('after', exits)
    .action(async (options) => ended(await verifyAudit(options, powers)));
  addFilterOptions(
    audit
      .command('export')
      .description('writes the log to standard output, oldest first; options limit it')
      .addOption(folder()),
    now,
  )
    .addOption(
      new Option('--format <format>', 'jsonl can be verified by anyone, csv opens in a spreadsheet')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .option('--signed', 'signs the whole log, so that others can check it with the public key', false)
    .addOption(passphrase())
    .action(async (options: FilterOptions & ExportOptions) => {
      const { folder, format, signed, passphraseFile, ...filter } = options;
      if (!signed) {
        const names = await connectionNames(folder, powers);
        return ended(await exportAudit({ folder, format, filter: filterOf(filter, names) }, powers));
      }
      if (format !== 'jsonl' || Object.keys(filter).length > 0)
        throw new CommandError(
          'A signed export is the whole log as jsonl. Leave out the other options, or use "audit proof" for one entry.',
        );
      ended(await exportSignedAudit({ folder, passphraseFile }, powers));
    });
  audit
    .command('proof')
    .description('writes one entry, and a signed proof that it is in the log without the other entries')
    .argument('<entry>', 'its number', parsedNumber(auditEntry.shape.seq))
    .addOption(folder())
    .addOption(passphrase())
    .action(async (entry, options) => ended(await proveAuditEntry(entry, options, powers)));
  audit
    .command('key')
    .description('shows the public key, which checks signed exports and proofs')
    .addOption(folder())
    .addOption(passphrase())
    .action(async (options) => ended(await showKey(options, powers)));
};
