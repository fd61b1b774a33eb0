import * as files from 'node:fs/promises';
import type { Broker } from '../broker.ts';
import type { Transport } from '../port/transport.ts';
import { type LoadedExtension, loadExtension } from '../providers/load-extension.ts';
import { type ExtensionWorkerOptions, type StopReason, startExtensionWorker } from './extension-worker.ts';

export type RunningExtension = {
  readonly extension: LoadedExtension;
  /** How its `activate` ended, or why it never did. Never rejects. */
  readonly activated: Promise<'activated' | 'failed' | StopReason>;
  readonly stopped: Promise<StopReason>;
  stop(): Promise<void>;
};

export type StartPowers = {
  readonly broker: Pick<Broker, 'attachExtension'>;
  /** A line for the person who looks: what the extension says, or what became of it. */
  readonly say: (who: string, level: 'info' | 'warn' | 'error', text: string) => void;
  readonly limits?: ExtensionWorkerOptions['limits'];
  /** Between the broker and the extension's control port, for those who watch. */
  readonly tap?: (transport: Transport) => Transport;
};

const sentences: Record<StopReason, string> = {
  stopped: 'was stopped.',
  crashed: 'has crashed. Its handles are dead; the others go on. It can be started again.',
  hung: 'did not answer any more and was stopped. Its handles are dead; the others go on.',
  'out-of-memory': 'used more memory than it may and was stopped. Its handles are dead; the others go on.',
  'protocol-violation':
    'broke the rules of its port and was stopped. Its handles are dead. The audit log has the line.',
};

/** Loads an extension from its folder and runs it in a thread. Throws an Error that lists what its manifest lacks. */
export const startExtension = async (folder: string, powers: StartPowers): Promise<RunningExtension> => {
  const { broker, say, limits, tap = (transport) => transport } = powers;
  const loading = await loadExtension(folder, files);
  if (!loading.ok) {
    const lines = loading.problems.map(({ at, sentence }) => `  ${at}: ${sentence}`);
    throw new Error(`${folder} is not an extension that can be loaded:\n${lines.join('\n')}`);
  }
  const { extension } = loading;
  const { id, mainSource } = extension;
  const worker = startExtensionWorker({
    extensionId: id,
    mainSource,
    ...(limits === undefined ? {} : { limits }),
    onOutput: (line) => say(id, 'warn', line),
  });
  let tellActivated: (how: 'activated' | 'failed' | StopReason) => void = () => undefined;
  const activated = new Promise<'activated' | 'failed' | StopReason>((resolve) => {
    tellActivated = resolve;
  });

  const { detach } = broker.attachExtension(extension, tap(worker.transport), {
    log: (level, text) => say(id, level, text),
    report: (report) => {
      worker.alive();
      if (report.state === 'failed') say(id, 'error', `could not be activated. ${report.message}`);
      if (report.state !== 'alive') tellActivated(report.state);
    },
    stop: (why) => void worker.stop(why),
  });
  const stopped = worker.stopped.then((why) => {
    detach(why);
    tellActivated(why);
    if (why !== 'stopped') say(id, 'error', sentences[why]);
    return why;
  });
  return Object.freeze({
    extension,
    activated,
    stopped,
    stop: async () => {
      detach('stopped');
      await worker.stop();
    },
  });
};
