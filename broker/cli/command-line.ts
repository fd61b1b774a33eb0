import { Command, Option } from 'commander';
import { defaultFolder, desktopFolder } from '../shells/node/default-folder.ts';
import { version } from '../version.ts';
import { addAuditCommands } from './audit-commands.ts';
import { commandOptions } from './command-options.ts';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { addConnectionCommands } from './connection-commands.ts';
import { addExtensionCommands } from './extension-commands.ts';
import { addGrantCommands } from './grant-commands.ts';
import { addProviderCommands } from './provider-commands.ts';

const { json } = commandOptions;

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
  const { stdout, stderr, env } = powers;
  const program = new Command('valetkey')
    .description(
      'Sets up connections, signs in to them, runs extensions, and shows grants and the audit log.',
    )
    .version(version, '-V, --version', 'prints the version')
    .helpOption('-h, --help', 'prints this help')
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

  program.commandsGroup('Connections to services:');
  addConnectionCommands(program, adding);
  addProviderCommands(program, adding);

  program.commandsGroup('Extensions:');
  addExtensionCommands(program, adding);

  program.commandsGroup('What extensions may do, and did:');
  addGrantCommands(program, adding);
  addAuditCommands(program, exits, adding);
  program
    .command('prove')
    .description(
      'in a temporary folder: sends a canary secret to a server that returns it in every form, and searches all that comes of it',
    )
    .option('--keyring', 'uses the system keyring instead of a temporary passphrase', false)
    .addOption(json)
    .action(async (options) => ends((await import('./prove.ts')).prove(options, powers)));

  program.commandsGroup('Help:');
  for (const one of [program, ...program.commands])
    if (one.commands.length > 0) one.helpCommand('help [command]', 'prints the help of a command');
  // Arguments first: an option that takes several values would take them, too.
  for (const one of program.commands.flatMap((group) => [group, ...group.commands]))
    if (one.registeredArguments.length > 0) one.usage(`${one.usage().replace('[options] ', '')} [options]`);
  return program;
}
