import { once } from 'node:events';
import type { Decision } from '@valetkey/api-contracts';
import { spokenLine } from '../extensions/log-line.ts';
import { type RunningExtension, startExtension } from '../extensions/start-extension.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { terminalConsent } from '../shells/node/terminal-consent.ts';
import { indented } from '../shells/node/terminal-wrap.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { holdWhileAsked } from './hold-while-asked.ts';
import { missingConnections } from './missing-connections.ts';
import { readDescribed } from './read-described.ts';
import { type BrokerOptions, withNewBroker } from './with-broker.ts';

export type RunOptions = Pick<BrokerOptions, 'folder' | 'passphraseFile'> & {
  /** Given beforehand to every prompt; absent: the person at the terminal is asked. */
  readonly answer?: Decision;
  /** Ends when all are activated, and not at Ctrl-C. */
  readonly exit: boolean;
};

/**
 * Runs extensions in the Node shell, each in a thread of its own, prints what they say, and asks at this terminal what
 * they ask for. The exit code says whether each was activated, and none has ended by itself.
 */
export const runExtensions = async (
  folders: readonly string[],
  { answer, exit, ...options }: RunOptions,
  powers: CommandPowers,
): Promise<ExitCode> => {
  const { stdin, stdout, untilInterrupted, calledAs } = powers;
  // Whoever read the output has gone, as `head` does when it has enough: nobody sees any more what runs here.
  const unread = once(stdout, 'error');
  await readDescribed(folders); // what is wrong with one is said before a broker makes anything
  const { ask, print } = holdWhileAsked(
    terminalConsent({ input: stdin, output: stdout, ...(answer === undefined ? {} : { answer }) }),
    (line) => void stdout.write(`${line}\n`),
  );
  const say = (who: string, level: string, text: string): void =>
    print(indented(spokenLine(who, level, text), stdout));

  return withNewBroker(options, { ...powers, askConsent: ask }, async (settings, broker) => {
    const running: RunningExtension[] = [];
    // From the first one on, also with --exit: a program that one of them started is in a group of its own, and only our
    // own end ends it.
    const interrupted = untilInterrupted().then(() => !exit);
    try {
      for (const folder of folders) {
        const one = await startExtension(folder, { broker, say, startProcess: startExtensionWorker });
        running.push(one);
        const { manifest } = one.extension;
        for (const line of await missingConnections(manifest, folder, { ...options, calledAs }, settings))
          print(line);
      }
      if (answer === undefined && !(stdin.isTTY && stdout.isTTY))
        print('Nobody can be asked, since this is no terminal: --answer says beforehand what to answer.');
      if (!exit) print('Ctrl-C ends this.');
      const all = Promise.all(running.map((one) => goesWell(one, exit)));
      const ends = [all.then((each) => each.every(Boolean)), unread.then(() => true), interrupted];
      return (await Promise.race(ends)) ? exitCodes.ok : exitCodes.failed;
    } finally {
      await Promise.all(running.map((one) => one.stop()));
    }
  });
};

/** Resolves when nothing more is to come of it. False: it could not be activated, or it has ended by itself. */
const goesWell = async ({ activated, stopped }: RunningExtension, exit: boolean): Promise<boolean> => {
  if ((await activated) !== 'activated') return false;
  if (!exit) await stopped;
  return exit;
};
