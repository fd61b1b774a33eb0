import type { Command } from 'commander';
import { type Adding, commandOptions } from './command-options.ts';

const { extension, flow, json, passphrase, scope, workspace, yes } = commandOptions;

/** From the first connection to its end, and what is left if the key of the vault is lost. */
export const addConnectionCommands = (program: Command, { powers, ends, folder }: Adding): void => {
  const one = (parent: Command, name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .argument('<connection>', 'its id or name')
      .addOption(folder)
      .addOption(passphrase)
      .addOption(workspace)
      .addOption(extension);
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
    .addOption(yes)
    .addOption(flow)
    .addOption(scope)
    .action(async (named, options) => ends((await import('./connect.ts')).connect(named, options, powers)));
  const connections = program.command('connections').description('the connections, without their secrets');
  connections
    .command('list')
    .description('lists connections and which secrets are saved')
    .addOption(folder)
    .addOption(json)
    .action(async (options) =>
      ends((await import('./list-connections.ts')).listConnections(options, powers)),
    );
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
    .command('export')
    .description('writes all connections to standard output, without secrets')
    .addOption(folder)
    .addOption(extension)
    .action(async (options) =>
      ends((await import('./export-connections.ts')).exportConnections(options, powers)),
    );
  connections
    .command('import <file>')
    .description('adds the connections of an export; you enter their secrets later')
    .addOption(folder)
    .addOption(workspace)
    .addOption(extension)
    .action(async (file, options) =>
      ends((await import('./import-connections.ts')).importConnections(file, options, powers)),
    );
  one(program, 'sign-in', 'signs in to a connection with OAuth 2')
    .addOption(yes)
    .addOption(flow)
    .addOption(scope)
    .action(async (named, options) => ends((await import('./sign-in.ts')).signIn(named, options, powers)));
  one(program, 'sign-out', "deletes a connection's tokens and revokes them at the service").action(
    async (named, options) => ends((await import('./sign-in.ts')).signOut(named, options, powers)),
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
};
