import type { Decision } from '../contracts/consent.ts';
import { type RunningExtension, startExtension } from '../extensions/start-extension.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { never } from '../time/never.ts';
import { askAtTerminal } from './ask-at-terminal.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { missingConnections } from './missing-connections.ts';
import { describedByExtensions } from './read-registry.ts';
import { sampleExtension } from './sample-extension.ts';
import { type BrokerOptions, withNewBroker } from './with-broker.ts';

export type RunOptions = Pick<BrokerOptions, 'folder' | 'passphraseFile'> & {
  /** Given beforehand to every prompt; absent: the person at the terminal is asked. */
  readonly answer?: Decision;
  /** Ends when all are activated, and not at Ctrl-C. */
  readonly exit: boolean;
  /** A service to try, with an extension that is made for it. */
  readonly sample?: string;
};

/**
 * Runs extensions in the Node shell, each in a thread of its own, prints what they say, and asks at this terminal what
 * they ask for. The exit code says whether each was activated, and none has ended by itself.
 */
export async function runExtensions(
  folders: readonly string[],
  { sample, ...options }: RunOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  if (folders.length === 0 && sample === undefined)
    throw new CommandError('Name the folder of an extension, or use --sample with the id of a service.');
  const made = sample === undefined ? undefined : await sampleExtension(sample);
  try {
    return await runAll([...folders, ...(made === undefined ? [] : [made.folder])], options, powers);
  } finally {
    made?.remove();
  }
}

const runAll = async (
  folders: readonly string[],
  { answer, exit, ...options }: Omit<RunOptions, 'sample'>,
  powers: CommandPowers,
): Promise<ExitCode> => {
  const { stdin, stdout, untilInterrupted } = powers;
  const { print, say, unread, ...asking } = askAtTerminal(powers, answer);
  await describedByExtensions(folders); // what is wrong with one is said before a broker makes anything

  // Being interrupted is how this ends, and is no failure.
  return withNewBroker(
    options,
    { ...powers, ...asking, untilInterrupted: never },
    async (settings, broker) => {
      const running: RunningExtension[] = [];
      // From the first one on, also with --exit: a program that one of them started is in a group of its own, and only our
      // own end ends it.
      const interrupted = untilInterrupted().then(() => !exit);
      try {
        for (const folder of folders) {
          const one = await startExtension(folder, { broker, say, startProcess: startExtensionWorker });
          running.push(one);
          const { manifest } = one.extension;
          for (const line of await missingConnections(manifest, folder, options, powers, settings))
            print(line);
        }
        if (answer === undefined && !(stdin.isTTY && stdout.isTTY))
          print('This is not a terminal, so nobody can be asked. Use --answer to answer in advance.');
        if (!exit) print('Press Ctrl-C to end.');
        const all = Promise.all(running.map((one) => goesWell(one, exit)));
        const ends = [all.then((each) => each.every(Boolean)), unread.then(() => true), interrupted];
        return (await Promise.race(ends)) ? exitCodes.ok : exitCodes.failed;
      } finally {
        await Promise.all(running.map((one) => one.stop()));
      }
    },
  );
};

/** Resolves when nothing more is to come of it. False: it could not be activated, or it has ended by itself. */
const goesWell = async ({ activated, stopped }: RunningExtension, exit: boolean): Promise<boolean> => {
  if ((await activated) !== 'activated') return false;
  if (!exit) await stopped;
  return exit;
};
