import { type Command, Option } from 'commander';
import { type Adding, commandOptions } from './command-options.ts';
import { optionChoices } from './option-choices.ts';
import { parsedNumber } from './parse-options.ts';

const { extension, json } = commandOptions;

/** None of them writes to the data folder. */
export const addProviderCommands = (program: Command, { powers, ends, folder }: Adding): void => {
  const providers = program.command('providers').description('services that connections can use');
  providers
    .command('list')
    .description('built-in services, those that extensions describe, and those that you added')
    .addOption(folder)
    .addOption(json)
    .addOption(extension)
    .action(async (options) => ends((await import('./list-providers.ts')).listProviders(options, powers)));
  providers
    .command('show <id>')
    .description('prints a provider as the broker reads it, in JSON that you can copy and edit')
    .addOption(folder)
    .addOption(extension)
    .action(async (id, options) =>
      ends((await import('./list-providers.ts')).showProvider(id, options, powers)),
    );
  providers
    .command('draft <address>')
    .description(
      'writes the package.json of an extension for a service, from its OpenAPI document or MCP server',
    )
    .option('--publisher <name>', 'who publishes the extension', 'acme')
    .option('--name <name>', 'name of the extension', 'draft')
    .option('--out <file>', 'writes a new file instead of standard output')
    .option('--server <number>', 'which of several servers', parsedNumber(1, 99))
    .addOption(
      new Option('--methods <method...>', 'methods to ask for besides GET').choices(optionChoices.methods),
    )
    .action(async (address, options) =>
      ends((await import('./draft-provider.ts')).draftFromAddress(address, options, powers)),
    );
};
