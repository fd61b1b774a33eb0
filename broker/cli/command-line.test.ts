import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { httpMethod, oauthFlow } from '@valetkey/api-contracts';
import type { Argument, Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { decision } from '../contracts/consent.ts';
import { defaultFolder, desktopFolder } from '../shells/node/default-folder.ts';
import { commandLine } from './command-line.ts';
import { run } from './fixtures/folder-with-history.ts';
import { optionChoices } from './option-choices.ts';

it.each(['--version', '-V'])('%s says the version, which is that of the package', async (option) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await run([option])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
});

it('help of a command that does not exist says so, after the help of those that do', async () => {
  for (const argv of [
    ['help', 'nosuch'],
    ['grants', 'help', 'nosuch'],
  ]) {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toMatch(/^Usage: valetkey .*\nerror: unknown command "nosuch"\n$/s);
    expect(err).toMatch(/\n {2}help \[command\] +prints the help of a command\n/);
  }
});

it.each([
  ['providers', 'show', '\u009b31m'],
  ['audit', 'list', '--extension-id', '\u001b[31m'],
])('what %s %s refuses is shown without its control characters', async (...argv) => {
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain('31m');
  expect(err.trimEnd()).not.toMatch(/\p{Cc}/u);
});

it('the choices of an option are those of its contract', () => {
  expect(optionChoices).toEqual({
    answer: decision.options,
    flow: oauthFlow.options,
    methods: httpMethod.options,
  });
});

describe('the start of the command line', () => {
  /** Tells on standard error each module that the program loads. */
  const telling = `data:text/javascript,${encodeURIComponent(`
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(\`
      import { writeSync } from 'node:fs';
      export const load = (url, context, next) => (writeSync(2, url + '\\\\n'), next(url, context));
    \`));
  `)}`;
  const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const packagesLoadedBy = (...argv: string[]): string[] => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', telling, program, ...argv]);
    expect(status).toBe(0);
    const loaded = stderr.toString().matchAll(/\/(?:node_modules\/([a-z-]+)|extension-api)\//g);
    return [...new Set([...loaded].map(([path, name]) => name ?? path))];
  };

  // The contracts, the database and the network take a second of processor time.
  it.each([[['--help']], [['--version']], [['grants', 'list', '--help']], [['audit', 'list', '--help']]])(
    'valetkey %j loads no package but the parser of its options',
    (argv) => {
      expect(packagesLoadedBy(...argv)).toEqual(['commander']);
    },
  );
});

it('docs/using.md lists each command with its arguments and what it does, and where the data is', () => {
  const { stdout, stderr } = process;
  const powers = { stdout, stderr, env: { HOME: '~' }, now: Date.now, calledAs: 'valetkey' } as never;
  const rowsOf = (command: Command, path: string): string[] =>
    command.commands.flatMap((one) => {
      const name = `${path}${one.name()}`;
      const words = [name, ...one.registeredArguments.map(argumentText)];
      return one.commands.length > 0
        ? rowsOf(one, `${name} `)
        : [`\`${words.join(' ')}\` ${one.description()}`];
    });
  const text = readFileSync(new URL('../../docs/using.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('## Commands')).matchAll(/^\| (`.*?`) +\| (.*?) +\|$/gm);
  expect([...table].map(([, command, does]) => `${command} ${does}`)).toEqual(
    rowsOf(
      commandLine(powers, async () => undefined),
      '',
    ),
  );
  for (const folderOf of [defaultFolder, desktopFolder])
    for (const platform of ['linux', 'darwin'] as const)
      expect(text).toContain(`\`${folderOf({ HOME: '~' }, platform)}\``);
});

const argumentText = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
