import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannelMain, type WebContentsView } from 'electron/main';
import { watchSilence } from '../../../extensions/extension-silence.ts';
import type { StartProcess } from '../../../extensions/start-extension.ts';
import type { StopState } from '../../../powers.ts';
import { promised } from '../../../time/promised.ts';
import { shippedFolder } from '../../shipped-folder.ts';
import { messagePortMainTransport } from '../message-port-main-transport.ts';
import { controlPortChannel } from './guest/channel.ts';
import { makeHiddenPage } from './hidden-page.ts';
import { makeSessionLender } from './lend-session.ts';
import { passOnConsole } from './pass-on-console.ts';
import { readMainMemory } from './read-main-memory.ts';
import { readMemory } from './read-memory.ts';
import { makeMainMemoryWatch } from './watch-main-memory.ts';
import { makeMemoryWatch } from './watch-memory.ts';

export type ExtensionHostPowers = {
  /** Where page.js, worker.js and preload.cjs are, in an application that is bundled. Absent: beside this module. */
  readonly bundles?: string | undefined;
  readonly limits?: {
    /** What a renderer may take beyond an empty one; garbage counts until it is collected. 256 by default. */
    readonly memoryMb?: number;
    /** How much main may grow beyond its own heap within a minute before the busiest extension ends. 128 by default. */
    readonly mainMemoryMb?: number;
    /** So long without a report is a hang, 5,000 by default. */
    readonly silenceMs?: number;
  };
};

const filledMain = "Main's memory grew while this extension was the busiest.";

/** What .config/build-electron.mjs makes of guest/. */
const shipped = (moduleUrl: string | undefined) => ({
  option: 'bundles',
  path: 'dist/shells/electron/extension-host/bundles',
  holds: 'preload.cjs',
  beside: './bundles/',
  moduleUrl,
});

/**
 * Runs each extension in a Worker of a sandboxed page of its own, which is never shown and belongs to no window: its own
 * process, its own origin, its own session in memory. The process and the session are the wall.
 *
 * The application has to be ready, and `extensionSchemePrivileges` registered before it was.
 */
export function makeStartExtensionHost(powers: ExtensionHostPowers = {}): StartProcess {
  const { limits = {} } = powers;
  const bundles = shippedFolder(powers.bundles, shipped(import.meta.url));
  const { memoryMb = 256, mainMemoryMb = 128, silenceMs = 5_000 } = limits;
  const read = (name: string): string => readFileSync(join(bundles, name), 'utf8');
  const scripts = { page: read('page.js'), worker: read('worker.js') };
  const views = new Set<WebContentsView>();
  const lendSession = makeSessionLender();
  const memory = makeMemoryWatch(readMemory);
  const mainMemory = makeMainMemoryWatch(readMainMemory(), mainMemoryMb);

  return ({ extensionId, mainSource, onOutput }) => {
    const { port1, port2 } = new MessageChannelMain();
    const control = messagePortMainTransport(port1);
    const own = lendSession(extensionId);
    const onStray = (): void => endBadly('protocol-violation', "The extension's page asked main for a file.");
    const page = makeHiddenPage({ scripts, preload: join(bundles, 'preload.cjs'), onStray }, own, views);
    const { contents } = page;

    let reason: StopState | undefined;
    let ended: Promise<void> | undefined;
    const silence = watchSilence(silenceMs, () => void stop('hung'));
    const watches: { stop(): void }[] = [silence];
    const [ending, tellEnding] = promised<StopState>();
    const [stopped, tellStopped] = promised<StopState>();

    const end = async (why: StopState): Promise<void> => {
      await null; // the reason is read first, and the port closes after
      for (const watch of watches) watch.stop();
      control.close();
      await page.end({ atOnce: why !== 'stopped' });
      tellStopped(why);
    };
    const stop = (why: StopState = 'stopped'): Promise<void> => {
      reason ??= why;
      tellEnding(reason);
      ended ??= end(reason);
      return ended;
    };
    const endBadly = (why: StopState, sentence: string): void => {
      if (reason === undefined) onOutput(sentence);
      void stop(why);
    };
    contents.on('unresponsive', () => void stop('hung'));
    contents.on('destroyed', () => void stop('crashed'));
    contents.on('render-process-gone', (_event, gone) => {
      const outOfMemory = gone.reason === 'oom' || (gone.reason as string) === 'memory-eviction';
      const why = outOfMemory ? 'out-of-memory' : 'crashed';
      endBadly(why, `The extension's process ended: ${gone.reason} ${gone.exitCode}`);
    });
    passOnConsole(contents, performance.now.bind(performance), {
      onLine: onOutput,
      onFlood: () => endBadly('protocol-violation', 'The extension flooded the console of its page.'),
    });

    const open = async (): Promise<void> => {
      await page.open();
      if (reason !== undefined) return;
      const pid = contents.getOSProcessId();
      watches.push(memory.watch(pid, memoryMb, () => void stop('out-of-memory')));
      watches.push(mainMemory.watch(pid, () => endBadly('out-of-memory', filledMain)));
      contents.postMessage(controlPortChannel, mainSource, [port2]);
    };
    open().catch((error: unknown) => {
      endBadly('crashed', `The extension's page could not be opened: ${String(error)}`);
    });

    const transport = Object.freeze({
      ...control,
      // A Worker that ended itself has no port any more, and a page without it is of no use. Not at once: who closes
      // a port for a reason says it right after.
      start: (on: Parameters<typeof control.start>[0]) =>
        control.start({
          ...on,
          closed: () => {
            on.closed();
            setImmediate(() => void stop('crashed'));
          },
        }),
      close: () => {
        control.close();
        setImmediate(() => void stop('crashed'));
      },
    });
    return Object.freeze({ transport, alive: silence.heard, stop, ending, stopped });
  };
}
