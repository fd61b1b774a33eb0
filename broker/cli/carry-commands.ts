import type { Command, Option } from 'commander';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { exportConnections } from './export-connections.ts';
import { importConnections } from './import-connections.ts';
import { listProviders, showProvider } from './list-providers.ts';

type Adding = {
  readonly powers: CommandPowers;
  readonly ended: (code: ExitCode) => void;
  readonly folder: () => Option;
  readonly json: () => Option;
  readonly extension: () => Option;
};

/** What comes along, and connections carried elsewhere: all but `import` only read. */
export const addCarryCommands = (
  program: Command,
  { powers, ended, folder, json, extension }: Adding,
): void => {
  const connections = program.commands.find((command) => command.name() === 'connections');
  connections
    ?.command('export')
    .description('all of them to standard output, without secrets')
    .addOption(folder())
    .addOption(extension())
    .action(async (options) => ended(await exportConnections(options, powers)));
  connections
    ?.command('import <file>')
    .description('makes them anew from an export; their secrets are entered later')
    .addOption(folder())
    .addOption(extension())
    .action(async (file, options) => ended(await importConnections(file, options, powers)));

  const providers = program.command('providers').description('the services that connections are made to');
  providers
    .command('list')
    .description('those that come with the application, and those that extensions describe')
    .addOption(json())
    .addOption(extension())
    .action(async (options) => ended(await listProviders(options, powers)));
  providers
    .command('show <id>')
    .description('one as the broker reads it, in JSON that can be copied and changed')
    .addOption(extension())
    .action(async (id, options) => ended(await showProvider(id, options, powers)));
};
