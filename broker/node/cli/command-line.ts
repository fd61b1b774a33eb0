import {
  type AuditFilter,
  auditFilter,
  auditKind,
  type ConnectionId,
  connectionId,
  extensionId,
} from '@valetkey/api-contracts';
import { Command, Option } from 'commander';
import { defaultFolder } from '../default-folder.ts';
import { CommandError, type CommandPowers, type ExitCode } from './command-powers.ts';
import { exportAudit } from './export-audit.ts';
import { listAudit } from './list-audit.ts';
import { listConnections } from './list-connections.ts';
import { listGrants } from './list-grants.ts';
import { parsedBy, parsedNumber, parsedTime } from './parse-options.ts';
import { verifyAudit } from './verify-audit.ts';

const exits = `
Exit codes: 0 ok; 1 the log was tampered with; 2 wrong usage, or a file or the seal could not be read.`;

type ListOptions = Omit<AuditFilter, 'connectionId' | 'before'> & {
  readonly folder: string;
  readonly json: boolean;
  readonly connection?: ConnectionId;
};

/** Every command, its options and its help. They read only, also while the application is running. */
export const commandLine = (powers: CommandPowers, ended: (code: ExitCode) => void): Command => {
  const { stdout, stderr, env, now } = powers;
  const program = new Command('valetkey')
    .description('Looks at what a Valetkey broker keeps: connections, grants and the audit log.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .addHelpText('after', exits);
  const folder = (): Option =>
    new Option('--folder <folder>', "the application's data folder").default(
      defaultFolder(env, process.platform),
    );
  const json = (): Option => new Option('--json', 'one JSON object per line').default(false);

  const audit = program.command('audit').description('the audit log');
  audit
    .command('list')
    .description('entries, newest first')
    .addOption(folder())
    .option('--extension <id>', 'publisher.name', parsedBy(extensionId))
    .option('--connection <id>', 'con_...', parsedBy(connectionId))
    .option('--kind <kind>', 'such as use.finished or grant.revoked', parsedBy(auditKind))
    .option('--outcome <outcome>', 'such as ok, refused or deny', parsedBy(auditFilter.shape.outcome))
    .option('--since <time>', 'a date (UTC), or a time ago as 2h or 3d', parsedTime('since', now))
    .option('--until <time>', 'likewise', parsedTime('until', now))
    .option('--limit <n>', 'at most 1000', parsedNumber(auditFilter.shape.limit.unwrap()), 100)
    .addOption(json())
    .action(async ({ folder, json, connection, ...filter }: ListOptions) => {
      if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until)
        throw new CommandError('--since is later than --until: nothing can lie between them.');
      const connectionId = connection === undefined ? {} : { connectionId: connection };
      ended(await listAudit({ folder, json, filter: { ...filter, ...connectionId } }, powers));
    });
  audit
    .command('verify')
    .description('checks that no entry was changed, moved or taken away')
    .addOption(folder())
    .option('--passphrase-file <file>', "for the seal, where a passphrase guards the vault's key")
    .addHelpText('after', exits)
    .action(async (options) => ended(await verifyAudit(options, powers)));
  audit
    .command('export')
    .description('the whole log, oldest first, to standard output')
    .addOption(folder())
    .addOption(
      new Option('--format <format>', 'jsonl can be checked by anyone, csv opens in a spreadsheet')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .action(async (options) => ended(await exportAudit(options, powers)));

  program
    .command('grants')
    .description('what extensions were allowed')
    .command('list')
    .description('stored grants, in any state')
    .addOption(folder())
    .addOption(json())
    .action(async (options) => ended(await listGrants(options, powers)));
  program
    .command('connections')
    .description('the connections, without their secrets')
    .command('list')
    .description('connections, and which of their secrets are saved')
    .addOption(folder())
    .addOption(json())
    .action(async (options) => ended(await listConnections(options, powers)));
  return program;
};
