import * as files from 'node:fs/promises';
import { type Json, ValetkeyError } from '@valetkey/api-contracts';
import type { Transport } from '../port/transport.ts';
import type { Broker, StopState } from '../powers.ts';
import { inDevelopment } from '../providers/in-development.ts';
import { type LoadedExtension, loadExtension } from '../providers/load-extension.ts';
import type { ManifestProblem } from '../providers/read-manifest.ts';
import { unknownBuiltIns } from '../providers/unknown-built-ins.ts';
import { type After, after } from '../time/after.ts';
import { promised } from '../time/promised.ts';
import { sourcePlaces } from './source-places.ts';

/** Where an extension's code runs: a thread in the Node shell, a hidden renderer in Electron. */
export type ExtensionProcess = {
  /** Our end of the control port, for the broker's gate. */
  readonly transport: Transport;
  /** To be told of every message of the guest: silence means that it hangs. */
  alive(): void;
  /** Ends it, whatever it is doing, and with it every port it holds. The first reason stays. */
  stop(why?: StopState): Promise<void>;
  /** Why it is being stopped, before its port closes for that; never rejects. */
  readonly ending: Promise<StopState>;
  /** Why it stopped; never rejects. */
  readonly stopped: Promise<StopState>;
};

export type StartProcess = (options: {
  readonly extensionId: string;
  /** One bundled CommonJS script, as text. */
  readonly mainSource: string;
  /** What the process itself prints. What the extension logs goes through its control port. */
  readonly onOutput: (line: string) => void;
}) => ExtensionProcess;

export type RunningExtension = {
  readonly extension: LoadedExtension;
  /** How its `activate` ended, or why it never did. Never rejects. */
  readonly activated: Promise<'activated' | 'failed' | StopState>;
  readonly stopped: Promise<StopState>;
  /**
   * Calls what it handles under this name (`host.handle` in its `activate`), once it is activated. The answer is JSON
   * of the extension's: untrusted. Rejects with what the handler threw, as text, and when the extension has stopped.
   */
  call(name: string, input?: Json): Promise<Json>;
  /** Its `deactivate` runs first, for two seconds at most. */
  stop(): Promise<void>;
};

export type StartPowers = {
  readonly broker: Pick<Broker, 'attachExtension' | 'reportLoading'>;
  /** A line for the person who looks: what the extension says, or what became of it. */
  readonly say: (who: string, level: 'info' | 'warn' | 'error', text: string) => void;
  readonly startProcess: StartProcess;
  /** How it is started again, where the application can. */
  readonly restart?: (id: string) => Promise<boolean>;
  /** How a folder that could not be loaded is loaded again, where the application can. */
  readonly loadAgain?: (folder: string) => Promise<boolean>;
  readonly after?: After;
  /**
   * Contribution points of the application, such as `commands`. `extension.contributions` has what the manifest says
   * under these names. It is the extension's word, unchecked.
   */
  readonly contributions?: readonly string[] | undefined;
  /** Its author edits it (providers/in-development.ts). */
  readonly development?: boolean;
  /** Errors name the place in what its author wrote (source-places.ts). */
  readonly ofAuthor?: boolean;
  /** Between the broker and the extension's control port, for those who watch. */
  readonly tap?: (transport: Transport) => Transport;
};

/** A person may be reading its prompt, so it is not stopped; but who waits for it should know what for. */
const slowMs = 10_000;
const slow =
  '`activate` is still running after 10 seconds. It may be waiting for an answer to a prompt. It was not stopped.';

const sentences: Record<StopState, string> = {
  stopped: 'was stopped.',
  crashed: 'crashed. Its handles are revoked; other extensions continue. You can start it again.',
  hung: 'stopped responding and was ended. Its handles are revoked; other extensions continue.',
  'out-of-memory':
    'exceeded its memory limit and was stopped. Its handles are revoked; other extensions continue.',
  'protocol-violation': 'broke its port’s rules and was stopped. Its handles are revoked. See the audit log.',
};

/** Loads an extension from its folder and runs it. Throws an Error that says what its manifest lacks, or that it runs already. */
export async function startExtension(folder: string, powers: StartPowers): Promise<RunningExtension> {
  const { broker, startProcess, restart, tap = (transport) => transport } = powers;
  const again = powers.loadAgain && (() => powers.loadAgain?.(folder) ?? Promise.resolve(false));
  const report = (problems: readonly ManifestProblem[]): void =>
    broker.reportLoading({ folder, problems, again });
  const loading = await loadExtension(folder, files, powers.contributions);
  if (!loading.ok) {
    report(loading.problems);
    const lines = loading.problems.map(({ at, sentence }) => `  ${at}: ${sentence}`);
    throw new Error(`${folder} is not an extension that can be loaded:\n${lines.join('\n')}`);
  }
  const extension = powers.development === true ? inDevelopment(loading.extension) : loading.extension;
  const { id, mainSource } = extension;
  const inSource = powers.ofAuthor === true ? sourcePlaces(extension) : (text: string) => text;
  const say: StartPowers['say'] = (who, level, text) => powers.say(who, level, inSource(text));
  const process = startProcess({
    extensionId: id,
    mainSource,
    onOutput: (line) => say(id, 'warn', line),
  });
  const [activated, tellActivated] = promised<'activated' | 'failed' | StopState>();

  const attach = () =>
    broker.attachExtension(extension, tap(hearing(process)), {
      log: (level, text) => say(id, level, text),
      report: (report) => {
        if (report.state === 'failed') say(id, 'error', `could not be activated. ${report.message}`);
        if (report.state !== 'alive') tellActivated(report.state);
      },
      stop: (why) => void process.stop(why),
      stopped: process.stopped,
      restart: restart && (() => restart(id)),
    });
  const { deactivate, detach, call } = await stoppedUnless(process, attach).catch((error: unknown) => {
    if (!(error instanceof ValetkeyError && error.code === 'conflict')) throw error;
    // The sentence of the code is about a list that somebody else changed.
    const sentence = `an extension ${id} is running already, and there is one of a name at a time.`;
    report([{ at: 'package.json', sentence: `A${sentence.slice(1)}` }]);
    throw new Error(`${folder}: ${sentence}`, { cause: error });
  });
  report([]);
  for (const { at, sentence } of unknownBuiltIns(extension.manifest))
    say(id, 'warn', `package.json: ${at}: ${sentence}`);
  const callOff = (powers.after ?? after)(slowMs, () => say(id, 'warn', slow));
  void activated.then(callOff);
  void process.ending.then(detach);
  const stopped = process.stopped.then((why) => {
    detach(why);
    tellActivated(why);
    if (why !== 'stopped') say(id, 'error', sentences[why]);
    return why;
  });
  return Object.freeze<RunningExtension>({
    extension,
    activated,
    stopped,
    call: async (name, input = null) => {
      const how = await activated;
      if (how === 'failed') throw new Error(`${id} could not be activated.`);
      return call(name, input);
    },
    stop: async () => {
      await deactivate();
      detach('stopped');
      await process.stop();
    },
  });
}

/** What nobody is attached to is not left running: there may be one of its name, or the audit log takes no line. */
const stoppedUnless = async <T>(process: ExtensionProcess, attach: () => T): Promise<T> => {
  try {
    return attach();
  } catch (error) {
    await process.stop();
    throw error;
  }
};

/** When it arrives, and not when its turn comes: behind calls that wait for their share a report comes late. */
const hearing = ({ transport, alive }: ExtensionProcess): Transport => ({
  ...transport,
  start: (on) =>
    transport.start({
      ...on,
      message: (data) => {
        alive();
        on.message(data);
      },
    }),
});
