import { Command, Option } from 'commander';
import { defaultFolder, desktopFolder } from '../shells/node/default-folder.ts';
import { version } from '../version.ts';
import { addAuditCommands } from './audit-commands.ts';
import { addCarryCommands } from './carry-commands.ts';
import { commandOptions } from './command-options.ts';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { addGrantCommands } from './grant-commands.ts';
import type { AccessOptions } from './list-access.ts';
import { parsedNumber, parsedTime } from './parse-options.ts';

const { answer, extension, flow, json, passphrase, scope, workspace, yes } = commandOptions;

const exits = `
Exit codes:
  0  ok
  1  the log was tampered with; a proof, a draft, a test or an extension failed; a required connection is missing
  2  wrong usage, a service without a test, or a file or the seal could not be read
  129, 130, 143  ended early by SIGHUP, SIGINT (Ctrl-C) or SIGTERM`;

/**
 * Every command, its options and its help. `list`, `verify` and `export` only read, and each may run beside the
 * application; `prove` works in a folder of its own. The code of a command is loaded when the command runs.
 */
export function commandLine(
  powers: CommandPowers,
  ends: (code: Promise<ExitCode>) => Promise<void>,
): Command {
  const { stdout, stderr, env, now } = powers;
  const program = new Command('valetkey')
    .description(
      'Sets up connections, signs in to them, runs extensions, and shows grants and the audit log.',
    )
    .version(version, '-V, --version', 'prints the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .addHelpText('after', exits);
  const folder = new Option(
    '--folder <folder>',
    `the data folder; the desktop application's is ${desktopFolder(env, process.platform)}`,
  ).default(defaultFolder(env, process.platform));
  const adding = { powers, ends, folder };

  addAuditCommands(program, exits, adding);

  program
    .command('prove')
    .description(
      'in a temporary folder: sends a canary secret to a server that returns it in every form, and searches all that comes of it',
    )
    .option('--keyring', 'uses the system keyring instead of a temporary passphrase', false)
    .addOption(json)
    .action(async (options) => ends((await import('./prove.ts')).prove(options, powers)));

  program
    .command('access')
    .description('shows who can do what: connections, their grants, and active sessions with their limits')
    .addOption(folder)
    .option(
      '--at <time>',
      'shows a past moment: a date (UTC), or a time ago such as 2h or 3d',
      parsedTime('until', now),
    )
    .option('--extension-id <id>', 'publisher.name')
    .option('--connection <connection>', 'its id or name')
    .addOption(json)
    .action(async (options: AccessOptions) =>
      ends((await import('./list-access.ts')).listAccess(options, powers)),
    );
  addGrantCommands(program, adding);
  program
    .command('secrets')
    .description("the vault that holds connections' secrets")
    .command('set-aside')
    .description('if the key is lost: creates a new key, and keeps the locked secrets unusable')
    .addOption(folder)
    .addOption(passphrase)
    .addOption(yes)
    .action(async (options) =>
      ends((await import('./set-secrets-aside.ts')).setSecretsAside(options, powers)),
    );
  const connections = program.command('connections').description('the connections, without their secrets');
  const one = (parent: Command, name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .argument('<connection>', 'its id or name')
      .addOption(folder)
      .addOption(passphrase)
      .addOption(workspace)
      .addOption(extension);
  one(connections, 'test', "sends the service's test request")
    .addOption(yes)
    .action(async (named, options) =>
      ends((await import('./govern.ts')).testConnection(named, options, powers)),
    );
  one(connections, 'replace-secret', 'replaces a secret after the new one passes the test')
    .requiredOption('--secret-file <id=file...>', 'files that hold the new secrets')
    .option('--no-test', 'skips the test')
    .addOption(yes)
    .action(async (named, options) =>
      ends((await import('./govern.ts')).replaceSecret(named, options, powers)),
    );
  one(connections, 'delete', 'deletes a connection with its secret and grants').action(
    async (named, options) => ends((await import('./govern.ts')).deleteConnection(named, options, powers)),
  );
  connections
    .command('list')
    .description('lists connections and which secrets are saved')
    .addOption(folder)
    .addOption(json)
    .action(async (options) =>
      ends((await import('./list-connections.ts')).listConnections(options, powers)),
    );
  program
    .command('check')
    .description('says which connections a repository needs, by its .valetkey.json, and which are there')
    .argument('[folder]', 'its folder; by default the nearest one upward with .valetkey.json or .git')
    .addOption(folder)
    .addOption(extension)
    .addOption(json)
    .action(async (named, options) =>
      ends((await import('./check-workspace.ts')).checkWorkspace(named, options, powers)),
    );
  program
    .command('connect')
    .description('adds a connection to a service, and signs in if needed')
    .argument('<service>', 'its id, such as github')
    .addOption(folder)
    .addOption(passphrase)
    .addOption(workspace)
    .addOption(extension)
    .option('--name <name>', 'name of the connection')
    .option('--only-here', 'limits the connection to the open workspace', false)
    .option('--field <id=value...>', 'a field of the service, such as url=https://gitlab.example.com')
    .option('--secret-file <id=file...>', "files that hold the service's secrets; - is standard input")
    .option('--no-test', "skips the service's test")
    .addOption(flow)
    .addOption(scope)
    .action(async (named, options) => ends((await import('./connect.ts')).connect(named, options, powers)));
  program
    .command('run')
    .description('runs extensions, and asks for consent at this terminal')
    .argument('[extension...]', 'the folder of each')
    .option('--sample <service>', 'runs an extension that sends the test request of a service')
    .addOption(folder)
    .addOption(passphrase)
    .addOption(workspace)
    .addOption(answer)
    .option('--exit', 'ends after all extensions are activated', false)
    .action(async (folders, options) =>
      ends((await import('./run-extensions.ts')).runExtensions(folders, options, powers)),
    );
  program
    .command('init')
    .description('makes the folder of a new extension, with a test')
    .argument('<folder>', 'a new one; its name becomes the name of the extension')
    .option('--publisher <name>', 'who publishes the extension', 'acme')
    .action(async (named, options) =>
      ends((await import('./init-extension.ts')).initExtension(named, options, powers)),
    );
  program
    .command('dev')
    .description(
      'bundles and runs an extension of yours (with the esbuild of its folder), again after each edit',
    )
    .argument('<extension>', 'its folder')
    .option('--folder <folder>', 'a data folder for development; by default .valetkey in the extension')
    .addOption(passphrase)
    .addOption(workspace)
    .addOption(answer)
    .addOption(
      new Option('--inspect', 'waits for a debugger, which can run code as you, at 127.0.0.1').default(false),
    )
    // A port after `--inspect` would take the folder that follows for one.
    .addOption(
      new Option('--inspect-port <port>', 'the same, at this port')
        .argParser(parsedNumber(0, 65_535))
        .default(9229)
        .implies({ inspect: true }),
    )
    .action(async (named, options) =>
      ends((await import('./develop-extension.ts')).developExtension(named, options, powers)),
    );
  one(program, 'sign-in', 'signs in to a connection with OAuth 2')
    .addOption(yes)
    .addOption(flow)
    .addOption(scope)
    .action(async (named, options) => ends((await import('./sign-in.ts')).signIn(named, options, powers)));
  one(program, 'sign-out', "deletes a connection's tokens and revokes them at the service").action(
    async (named, options) => ends((await import('./sign-in.ts')).signOut(named, options, powers)),
  );
  addCarryCommands(program, adding);
  return program;
}
