import { httpMethod } from '@valetkey/api-contracts';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { draftFromAddress } from './draft-provider.ts';
import { exportConnections } from './export-connections.ts';
import { importConnections } from './import-connections.ts';
import { listProviders, showProvider } from './list-providers.ts';
import { parsedNumber } from './parse-options.ts';

type Adding = {
  readonly powers: CommandPowers;
  readonly ended: (code: ExitCode) => void;
  readonly folder: () => Option;
  readonly json: () => Option;
  readonly extension: () => Option;
  readonly workspace: () => Option;
};

/** What comes along, and connections carried elsewhere: all but `import` only read. */
export const addCarryCommands = (
  program: Command,
  { powers, ended, folder, json, extension, workspace }: Adding,
): void => {
  const connections = program.commands.find((command) => command.name() === 'connections');
  connections
    ?.command('export')
    .description('writes all connections to standard output, without secrets')
    .addOption(folder())
    .addOption(extension())
    .action(async (options) => ended(await exportConnections(options, powers)));
  connections
    ?.command('import <file>')
    .description('adds the connections of an export; you enter their secrets later')
    .addOption(folder())
    .addOption(workspace())
    .addOption(extension())
    .action(async (file, options) => ended(await importConnections(file, options, powers)));

  const providers = program.command('providers').description('services that connections can use');
  providers
    .command('list')
    .description('built-in services, those that extensions describe, and those that you added')
    .addOption(folder())
    .addOption(json())
    .addOption(extension())
    .action(async (options) => ended(await listProviders(options, powers)));
  providers
    .command('show <id>')
    .description('prints a provider as the broker reads it, in JSON that you can copy and edit')
    .addOption(folder())
    .addOption(extension())
    .action(async (id, options) => ended(await showProvider(id, options, powers)));
  providers
    .command('draft <address>')
    .description(
      'writes the package.json of an extension for a service, from its OpenAPI document or MCP server',
    )
    .option('--publisher <name>', 'who publishes the extension', 'acme')
    .option('--name <name>', 'name of the extension', 'draft')
    .option('--out <file>', 'writes a new file instead of standard output')
    .option('--server <number>', 'which of several servers', parsedNumber(z.int().min(1).max(99)))
    .addOption(
      new Option('--methods <method...>', 'methods to ask for besides GET').choices(httpMethod.options),
    )
    .action(async (address, options) => ended(await draftFromAddress(address, options, powers)));
};
