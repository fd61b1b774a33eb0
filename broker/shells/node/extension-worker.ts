import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { readLines } from '../../extensions/extension-output.ts';
import { watchSilence } from '../../extensions/extension-silence.ts';
import type { ExtensionProcess } from '../../extensions/start-extension.ts';
import type { StopState } from '../../powers.ts';
import { promised } from '../../time/promised.ts';
import { shippedFolder } from '../shipped-folder.ts';
import { watchBusyGrowth } from './extension-worker-memory.ts';
import { outOfMemoryExitCode } from './guest/out-of-memory.ts';
import { messagePortTransport } from './message-port-transport.ts';

export type ExtensionWorkerOptions = {
  readonly extensionId: string;
  /** One bundled CommonJS script, as text. */
  readonly mainSource: string;
  readonly limits?:
    | {
        /** What the extension may hold, objects and buffers, 128 by default. */
        readonly heapMb?: number;
        /** So long without a report is a hang, 5,000 by default; 30 seconds until the first one. */
        readonly silenceMs?: number;
      }
    | undefined;
  /** Where worker.js is, in an application that is bundled. Absent: beside this module. */
  readonly bundles?: string | undefined;
  /** What the thread itself prints. What the extension logs goes through its control port. */
  readonly onOutput?: ((line: string) => void) | undefined;
};

/** V8's largest single allocation is a gigabyte; twice that fits between two looks of the watches. */
const hardHeadroomMb = 2_048;

/** Threads run what build-guest.mjs bundled. */
export const guestFolder = (given?: string): string =>
  shippedFolder(given, {
    option: 'bundles',
    path: 'dist/shells/node/guest/bundles',
    holds: 'worker.js',
    beside: './guest/bundles/',
    moduleUrl: import.meta.url,
  });

/**
 * Runs one extension in a thread of its own. What keeps the extension in is SES inside that thread, not the thread:
 * guest/README.md says what that does and does not isolate.
 */
export const startExtensionWorker = (options: ExtensionWorkerOptions): ExtensionProcess => {
  const { heapMb = 128, silenceMs = 5_000 } = options.limits ?? {};
  const { port1, port2 } = new MessageChannel();
  const transport = messagePortTransport(port1);
  const worker = new Worker(join(guestFolder(options.bundles), 'worker.js'), {
    name: options.extensionId,
    workerData: {
      controlPort: port2,
      extensionId: options.extensionId,
      mainSource: options.mainSource,
      heapMb,
    },
    transferList: [port2],
    resourceLimits: {
      // Far above heapMb, which two watches keep: an allocation that does not fit under this one ends the process.
      maxOldGenerationSizeMb: heapMb + hardHeadroomMb,
      maxYoungGenerationSizeMb: Math.max(8, heapMb / 8),
      stackSizeMb: 4,
    },
    // Neither the environment, nor flags, nor standard input of this process are inherited.
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    trackUnmanagedFds: true,
  });

  let reason: StopState | undefined;
  let exited = false;
  const [stopped, tellStopped] = promised<StopState>();

  const [ending, tellEnding] = promised<StopState>();

  const stop = async (why: StopState = 'stopped'): Promise<void> => {
    reason ??= why;
    tellEnding(reason);
    stopWatching();
    // At once: a thread inside one long built-in call ends only after it, and its handles should not wait for that.
    transport.close();
    if (!exited) await worker.terminate();
  };
  const silence = watchSilence(silenceMs, () => void stop('hung'));
  const growth = watchBusyGrowth(worker, heapMb, process.memoryUsage.rss, () => void stop('out-of-memory'));
  const stopWatching = (): void => {
    silence.stop();
    growth.stop();
  };

  worker.on('error', (error: Error & { code?: unknown }) => {
    reason ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'crashed';
    output(`The extension's thread ended: ${String(error.code ?? error.name)}`);
  });
  worker.on('exit', (code) => {
    exited = true;
    stopWatching();
    reason ??= code === outOfMemoryExitCode ? 'out-of-memory' : 'crashed';
    tellEnding(reason);
    transport.close();
    tellStopped(reason);
  });
  const output = options.onOutput ?? (() => undefined);
  readLines(worker.stdout, performance.now.bind(performance), output);
  readLines(worker.stderr, performance.now.bind(performance), output);

  return Object.freeze({ transport, alive: silence.heard, stop, ending, stopped });
};
