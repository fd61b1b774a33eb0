import { auditFilter, decision, oauthFlow } from '@valetkey/api-contracts';
import { Command, Option } from 'commander';
import type { ExportFormat } from '../audit/export-entries.ts';
import { defaultFolder } from '../shells/node/default-folder.ts';
import { version } from '../version.ts';
import { addCarryCommands } from './carry-commands.ts';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { connect } from './connect.ts';
import { exportAudit } from './export-audit.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts';
import { deleteConnection, replaceSecret, revokeGrant, testConnection } from './govern.ts';
import { listAudit } from './list-audit.ts';
import { listConnections } from './list-connections.ts';
import { listGrants } from './list-grants.ts';
import { parsedNumber } from './parse-options.ts';
import { prove } from './prove.ts';
import { runExtensions } from './run-extensions.ts';
import { setSecretsAside } from './set-secrets-aside.ts';
import { signIn, signOut } from './sign-in.ts';
import { verifyAudit } from './verify-audit.ts';

const exits = `
Exit codes:
  0  ok
  1  the log was tampered with; a proof, a test or an extension failed
  2  wrong usage, a service without a test, or a file or the seal could not be read`;

type ListOptions = { readonly folder: string; readonly json: boolean; readonly limit: number };
type ExportOptions = { readonly folder: string; readonly format: ExportFormat };

/**
 * Every command, its options and its help. `list`, `verify` and `export` only read, and each may run beside the
 * application; `prove` works in a folder of its own.
 */
export const commandLine = (powers: CommandPowers, ended: (code: ExitCode) => void): Command => {
  const { stdout, stderr, env, now } = powers;
  const program = new Command('valetkey')
    .description(
      'Looks at what a Valetkey broker keeps, sets up connections, signs in to them and runs extensions.',
    )
    .version(version, '-V, --version', 'says the version')
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
  addFilterOptions(audit.command('list').description('entries, newest first').addOption(folder()), now)
    .option('--limit <n>', 'at most 1000', parsedNumber(auditFilter.shape.limit.unwrap()), 100)
    .addOption(json())
    .action(async ({ folder, json, limit, ...filter }: FilterOptions & ListOptions) => {
      ended(await listAudit({ folder, json, filter: { limit, ...filterOf(filter) } }, powers));
    });
  audit
    .command('verify')
    .description('checks that no entry was changed, moved or taken away')
    .addOption(folder())
    .option('--passphrase-file <file>', "for the seal, where a passphrase guards the vault's key")
    .addHelpText('after', exits)
    .action(async (options) => ended(await verifyAudit(options, powers)));
  addFilterOptions(
    audit
      .command('export')
      .description('the log, oldest first, to standard output; whole unless an option says otherwise')
      .addOption(folder()),
    now,
  )
    .addOption(
      new Option('--format <format>', 'jsonl can be checked by anyone, csv opens in a spreadsheet')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .action(async ({ folder, format, ...filter }: FilterOptions & ExportOptions) => {
      ended(await exportAudit({ folder, format, filter: filterOf(filter) }, powers));
    });

  program
    .command('prove')
    .description(
      'plants a secret on this installation, has it sent back in every form, and looks for it everywhere',
    )
    .option('--keyring', "with the system's keyring, instead of a passphrase that is made up for it", false)
    .addOption(json())
    .action(async (options) => ended(await prove(options, powers)));

  const yes = (): Option =>
    new Option('--yes', 'confirms beforehand what would be asked, for scripts').default(false);
  const passphrase = (): Option =>
    new Option('--passphrase-file <file>', "where a passphrase guards the vault's key");
  const extension = (): Option =>
    new Option('--extension <folder...>', 'extensions whose services are known; nothing of them is run');
  const grants = program.command('grants').description('what extensions were allowed');
  grants
    .command('list')
    .description('stored grants, in any state')
    .addOption(folder())
    .addOption(json())
    .action(async (options) => ended(await listGrants(options, powers)));
  grants
    .command('revoke')
    .description('ends a stored grant and all that lives by it')
    .argument('<grant>', 'its id')
    .addOption(folder())
    .addOption(passphrase())
    .action(async (named, options) => ended(await revokeGrant(named, options, powers)));
  program
    .command('secrets')
    .description('the vault that holds the secrets of connections')
    .command('set-aside')
    .description(
      'where its key is gone: a new one is made, and what the old one locked is kept, out of use, for good',
    )
    .addOption(folder())
    .addOption(passphrase())
    .addOption(yes())
    .action(async (options) => ended(await setSecretsAside(options, powers)));
  const connections = program.command('connections').description('the connections, without their secrets');
  const one = (parent: Command, name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .argument('<connection>', 'its id or name')
      .addOption(folder())
      .addOption(passphrase())
      .addOption(extension());
  one(connections, 'test', "makes its service's own test request")
    .addOption(yes())
    .action(async (named, options) => ended(await testConnection(named, options, powers)));
  one(connections, 'replace-secret', 'the new one has to pass the test first; until then the old one stays')
    .requiredOption('--secret-file <id=file...>', 'files that hold the new secrets')
    .option('--no-test', 'without the test')
    .addOption(yes())
    .action(async (named, options) => ended(await replaceSecret(named, options, powers)));
  one(connections, 'delete', 'with its secret and its grants, for good').action(async (named, options) =>
    ended(await deleteConnection(named, options, powers)),
  );
  connections
    .command('list')
    .description('connections, and which of their secrets are saved')
    .addOption(folder())
    .addOption(json())
    .action(async (options) => ended(await listConnections(options, powers)));
  const flow = (): Option =>
    new Option('--flow <flow>', 'how to sign in; without it, as the service prefers').choices(
      oauthFlow.options,
    );
  const scope = (): Option =>
    new Option('--scope <scope...>', 'asked for beside what the service is asked for anyway');
  program
    .command('connect')
    .description('sets up a connection to a service, and signs in where it is signed in to')
    .argument('<service>', 'its id, such as github')
    .addOption(folder())
    .addOption(passphrase())
    .addOption(extension())
    .option('--name <name>', 'how the connection is shown')
    .option('--field <id=value...>', 'what the service asks for, such as url=https://gitlab.example.com')
    .option('--secret-file <id=file...>', 'files that hold the secrets that it asks for')
    .addOption(flow())
    .addOption(scope())
    .action(async (named, options) => ended(await connect(named, options, powers)));
  program
    .command('run')
    .description('runs extensions here, and asks at this terminal what they ask for')
    .argument('<extension...>', 'the folder of each')
    .addOption(folder())
    .addOption(passphrase())
    .addOption(
      new Option(
        '--answer <answer>',
        'to every prompt, where nobody sits; each is shown all the same',
      ).choices(decision.options),
    )
    .option('--exit', 'ends when all are activated, and not at Ctrl-C', false)
    .action(async (folders, options) => ended(await runExtensions(folders, options, powers)));
  one(program, 'sign-in', 'signs in to a connection with OAuth 2, for the first time or again')
    .addOption(yes())
    .addOption(flow())
    .addOption(scope())
    .action(async (named, options) => ended(await signIn(named, options, powers)));
  one(program, 'sign-out', 'forgets the tokens of a connection, and tells the service').action(
    async (named, options) => ended(await signOut(named, options, powers)),
  );
  addCarryCommands(program, { powers, ended, folder, json, extension });
  return program;
};
