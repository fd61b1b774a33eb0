import { existsSync, watch } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import { join } from 'node:path';
import type { Client } from '@valetkey/api-contracts';
import type { Decision } from '../contracts/consent.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { type RunningExtension, type StartPowers, startExtension } from '../extensions/start-extension.ts';
import type { Broker } from '../powers.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { startInspectedExtension } from '../shells/node/inspected/start-inspected-extension.ts';
import { after } from '../time/after.ts';
import { never } from '../time/never.ts';
import { askAtTerminal } from './ask-at-terminal.ts';
import { bundleExtension } from './bundle-extension.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { writeDeclaredConnections } from './declare-connections.ts';
import { missingConnections } from './missing-connections.ts';
import { printable } from './printable.ts';
import { type BrokerOptions, withNewBroker } from './with-broker.ts';

export type DevelopOptions = {
  readonly folder?: string;
  readonly passphraseFile?: string;
  readonly workspace?: string;
  /** Given beforehand to every prompt. */
  readonly answer?: Decision;
  /** The extension waits for a debugger on 127.0.0.1. */
  readonly inspect: boolean;
  readonly inspectPort: number;
};

/** Editors save a file in several steps. */
const settleMs = 60;
const lookAgainMs = 1_000;

/**
 * Bundles an extension, runs it in the Node shell and asks at this terminal; after each edit of a file that goes into it,
 * or of its package.json, it is bundled and started again. Its grants are kept in a folder for development, and survive
 * edits there. Until Ctrl-C.
 */
export async function developExtension(
  named: string,
  { folder = join(named, '.valetkey'), answer, inspect, inspectPort, ...given }: DevelopOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const { untilInterrupted } = powers;
  if (inspectorUrl() !== undefined) throw new CommandError(readable);
  // Before anything is made in it: it may be a mistyped one.
  if (!existsSync(join(named, 'package.json')))
    throw new CommandError(
      `${printable(named, 600)} has no package.json. "init" makes the folder of an extension.`,
    );
  const options: BrokerOptions = { folder, ...given };
  const { print, say, unread, ...asking } = askAtTerminal(powers, answer);
  const develop = async (settings: Client<SettingsContract>, broker: Broker): Promise<ExitCode> => {
    const starts = startAgain({
      start: () =>
        startExtension(named, {
          broker,
          say,
          ...howToRun(inspect, inspectPort),
          development: true,
          ofAuthor: true,
        }),
      missing: ({ extension }) => missingConnections(extension.manifest, named, options, powers, settings),
      print,
    });
    writeDeclaredConnections(named);
    const bundling = await bundleExtension(named, {
      env: powers.env,
      wholePaths: inspect,
      onBuilt: starts.soon,
      onFault: (text) => say('esbuild', 'info', text),
    });
    // Of the folder: an editor that saves by renaming leaves a watch of the file on one that is gone.
    const manifest = watch(named, (_event, name) => {
      if (name !== 'package.json') return;
      writeDeclaredConnections(named);
      starts.soon();
    });
    if (inspect) for (const line of inspected(inspectPort)) print(line);
    print('Starts again after each edit. Press Ctrl-C to end.');
    try {
      await Promise.race([unread, untilInterrupted()]);
      return exitCodes.ok;
    } finally {
      manifest.close();
      await bundling.stop();
      await starts.stop();
    }
  };
  return withNewBroker(options, { ...powers, ...asking, untilInterrupted: never }, develop);
}

/** Secrets are in this process, and an inspector shows all of its memory. */
const readable =
  'An inspector is open in this process, and shows every secret. Start `dev` without it. To debug the extension alone, use --inspect.';

const inspected = (port: number): readonly string[] => [
  `The extension waits for a debugger at 127.0.0.1${port === 0 ? '' : `:${port}`}, also after each edit.`,
  'Anyone on this machine who connects there can run code as you. Press Ctrl-C when you have finished.',
];

const howToRun = (inspect: boolean, port: number): Pick<StartPowers, 'startProcess' | 'after'> =>
  inspect
    ? {
        startProcess: (options) => startInspectedExtension(options, port),
        // It waits for a debugger, or stands at a breakpoint: `activate` takes as long as its author wants.
        after: () => () => undefined,
      }
    : { startProcess: startExtensionWorker };

type Starts = { readonly soon: () => void; stop(): Promise<void> };

/** One extension at a time: the one before has stopped when the next starts. */
function startAgain({
  start,
  missing,
  print,
}: {
  readonly start: () => Promise<RunningExtension>;
  readonly missing: (running: RunningExtension) => Promise<readonly string[]>;
  readonly print: (line: string) => void;
}): Starts {
  let running: RunningExtension | undefined;
  let waiting: (() => void) | undefined;
  let stopped = false;
  let told = '';
  let last: Promise<void> = Promise.resolve();

  const soon = (ms = settleMs): void => {
    waiting?.();
    waiting = after(ms, () => {
      void running?.stop(); // also when its `activate` still waits for an answer
      last = last.then(restart).catch((error: unknown) => print(sentenceOf(error)));
    });
  };
  const restart = async (): Promise<void> => {
    if (stopped) return;
    const began = performance.now();
    await running?.stop();
    running = undefined;
    try {
      running = await start();
    } catch (error) {
      return print(sentenceOf(error));
    }
    if (stopped) return void (await running.stop());
    const { activated, extension } = running;
    const lines = await missing(running);
    if (lines.join() !== told) for (const line of lines) print(line);
    told = lines.join();
    const how = await activated;
    const took = Math.round(performance.now() - began);
    if (how === 'activated') print(`${extension.id} is activated (${took} ms).`);
    if (lines.length > 0) lookAgain(running);
  };
  /** A new connection starts the extension again, without an edit. */
  const lookAgain = (started: RunningExtension): void => {
    after(lookAgainMs, async () => {
      if (stopped || running !== started) return;
      // Where the broker has just closed, nothing is missing any more.
      const lines = await missing(started).catch(() => undefined);
      if (lines?.length === 0) soon(0);
      else if (lines !== undefined) lookAgain(started);
    });
  };
  return {
    soon: () => soon(),
    stop: async () => {
      stopped = true;
      waiting?.();
      // Its `activate` may be waiting for an answer, and with it the start: stopping ends both.
      await running?.stop();
      await last;
    },
  };
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
