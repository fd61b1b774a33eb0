import { type Command, Option } from 'commander';
import { type Adding, commandOptions } from './command-options.ts';
import type { AccessOptions } from './list-access.ts';
import { parsedTime } from './parse-options.ts';

const { extension, json, passphrase, yes } = commandOptions;

/** What was allowed: looked at, narrowed, taken back. */
export const addGrantCommands = (program: Command, { powers, ends, folder }: Adding): void => {
  program
    .command('access')
    .description('shows who can do what: connections, their grants, and active sessions with their limits')
    .addOption(folder)
    .option(
      '--at <time>',
      'shows a past moment: a date (UTC), or a time ago such as 2h or 3d',
      parsedTime('until', powers.now),
    )
    .option('--extension-id <id>', 'publisher.name')
    .option('--connection <connection>', 'its id or name')
    .addOption(json)
    .action(async (options: AccessOptions) =>
      ends((await import('./list-access.ts')).listAccess(options, powers)),
    );
  const grants = program.command('grants').description('what extensions may do');
  grants
    .command('list')
    .description('lists stored grants, in any state')
    .addOption(folder)
    .addOption(json)
    .action(async (options) => ends((await import('./list-grants.ts')).listGrants(options, powers)));
  const since = new Option(
    '--since <time>',
    'only later uses: a date (UTC), or a time ago such as 30d',
  ).argParser(parsedTime('since', powers.now));
  const one = (name: string, description: string): Command =>
    grants
      .command(name)
      .description(description)
      .argument('<grant>', 'its id')
      .addOption(folder)
      .addOption(passphrase);
  const asking = (command: Command): Command =>
    command
      .option('--ask <methods>', 'asks before each request with one of these, such as DELETE,POST, or "none"')
      .option(
        '--run <request>',
        'of those, what runs without asking, such as "POST /search/**"; repeat it, or say "none"',
        (one: string, others: readonly string[] = []) => [...others, one],
      );
  const tries = one(
    'try',
    'tells which recorded uses other limits would have refused, and which ask you first; changes nothing',
  )
    .addOption(extension)
    .option('--allow <request...>', "methods and a path, such as 'GET,HEAD /repos/**'")
    .option('--tool <tool...>', 'MCP tools by name, or * for every tool');
  asking(tries)
    .addOption(since)
    .addOption(json)
    .action(async (named, options) =>
      ends((await import('./try-grant.ts')).tryGrant(named, options, powers)),
    );
  one('tighten', 'proposes the narrowest limits that cover the recorded uses')
    .addOption(extension)
    .option('--apply', 'sets these limits; the extension gets new sessions that have them', false)
    .option('--undo', 'gives back what was last taken from it, after a question', false)
    .addOption(since)
    .addOption(yes)
    .action(async (named, options) =>
      ends((await import('./tighten-grant.ts')).tightenGrant(named, options, powers)),
    );
  const limit = one('limit', 'sets what it may take in a day, and which requests ask you first')
    .addOption(extension)
    .option('--uses-per-day <number>', 'uses from midnight to midnight over all sessions, or "any"')
    .option('--bytes-per-day <size>', 'likewise what is sent and received, such as 10MB')
    .option('--calls-per-day <number>', 'likewise calls of MCP tools')
    .option('--cost-per-day <number>', 'likewise what the service counts, where its provider declares costs');
  asking(limit)
    .addOption(yes)
    .action(async (named, options) =>
      ends((await import('./limit-grant.ts')).limitGrant(named, options, powers)),
    );
  grants
    .command('cancel-task')
    .description('asks an MCP server to stop a call that it works on')
    .argument('<task>', 'its id')
    .addOption(folder)
    .addOption(passphrase)
    .addOption(extension)
    .action(async (named, options) => ends((await import('./govern.ts')).endTask(named, options, powers)));
  one('revoke', 'revokes a stored grant and its active sessions').action(async (named, options) =>
    ends((await import('./govern.ts')).revokeGrant(named, options, powers)),
  );
};
