import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import { DatabaseError } from '../database/database-error.ts';
import { never } from '../time/never.ts';
import { Interrupted } from '../time/unless-interrupted.ts';
import { commandLine } from './command-line.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';

export type CliPowers = Pick<CommandPowers, 'stdout' | 'stderr' | 'env'> &
  Partial<CommandPowers> & {
    /** Without the program's own name. */
    readonly argv: readonly string[];
  };

/** The exit code: `--help` says what each means (command-line.ts). */
export async function runCli({ argv, ...given }: CliPowers): Promise<number> {
  const unattended = { stdin: Readable.from([]), untilInterrupted: never };
  const powers: CommandPowers = { now: Date.now, calledAs: 'valetkey', ...unattended, ...given };
  let code: ExitCode = exitCodes.ok;
  const program = commandLine(powers, async (ending) => {
    code = await ending;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander answers it with the help of everything, and no word about the name.
      if (error.code === 'commander.help' && argv.at(-2) === 'help')
        powers.stderr.write(`error: unknown command ${JSON.stringify(argv.at(-1))}\n`);
      if (isAskedAmiss.has(error.code))
        powers.stderr.write('Use --help for the commands, or after a command for its options.\n');
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.unusable;
    }
    // The reader of our output is gone, as `head` leaves when it has enough, so nobody can be told.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return exitCodes.ok;
    powers.stderr.write(`${sentenceOf(error)}\n`);
    return exitCodes.unusable;
  }
}

/** Of commander's refusals, those that do not say what would have been right. */
const isAskedAmiss: ReadonlySet<string> = new Set(
  ['unknownCommand', 'unknownOption', 'missingArgument', 'excessArguments'].map(
    (code) => `commander.${code}`,
  ),
);

const sentenceOf = (error: unknown): string => {
  if (error instanceof CommandError) return error.message;
  if (error instanceof Interrupted) return error.message;
  if (error instanceof DatabaseError) return `${error.file}: ${error.message}`;
  return `valetkey failed: ${error instanceof Error ? error.message : 'for an unknown reason'}`;
};
