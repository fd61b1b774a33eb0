import { type Command, Option } from 'commander';
import { type Adding, commandOptions } from './command-options.ts';
import type { ExportOptions } from './export-audit.ts';
import { addFilterOptions } from './filter-options.ts';
import type { ListOptions } from './list-audit.ts';
import { parsedNumber } from './parse-options.ts';

const { json } = commandOptions;

/** The commands that read the audit log. None of them writes to a file of the application. */
export const addAuditCommands = (program: Command, exits: string, { powers, ends, folder }: Adding): void => {
  const { now } = powers;
  const audit = program.command('audit').description('the audit log');
  const passphrase = new Option(
    '--passphrase-file <file>',
    'needed for the key if a passphrase guards the vault',
  );
  addFilterOptions(
    audit
      .command('list')
      .description('lists uses, questions and other entries, newest first; --json prints every entry')
      .addOption(folder),
    now,
  )
    .option('--limit <n>', 'entries, at most 1000', parsedNumber(1, 1_000), 100)
    .addOption(json)
    .action(async (options: ListOptions) =>
      ends((await import('./list-audit.ts')).listAudit(options, powers)),
    );
  audit
    .command('verify')
    .description('checks that no entry was changed, moved or removed')
    .addOption(folder)
    .option('--passphrase-file <file>', 'needed for the seal if a passphrase guards the vault')
    .addHelpText('after', exits)
    .action(async (options) => ends((await import('./verify-audit.ts')).verifyAudit(options, powers)));
  addFilterOptions(
    audit
      .command('export')
      .description('writes the log to standard output, oldest first; options limit it')
      .addOption(folder),
    now,
  )
    .addOption(
      new Option('--format <format>', 'jsonl can be verified by anyone, csv opens in a spreadsheet')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .option('--signed', 'signs the whole log, so that others can check it with the public key', false)
    .addOption(passphrase)
    .action(async (options: ExportOptions) =>
      ends((await import('./export-audit.ts')).exportAudit(options, powers)),
    );
  audit
    .command('proof')
    .description('writes one entry, and a signed proof that it is in the log without the other entries')
    .argument('<entry>', 'its number', parsedNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(folder)
    .addOption(passphrase)
    .action(async (entry, options) =>
      ends((await import('./sign-audit.ts')).proveAuditEntry(entry, options, powers)),
    );
  audit
    .command('key')
    .description('shows the public key, which checks signed exports and proofs')
    .addOption(folder)
    .addOption(passphrase)
    .action(async (options) => ends((await import('./sign-audit.ts')).showKey(options, powers)));
};
