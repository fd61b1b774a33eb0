import { displayText } from '../../consent/display-text.ts';
import { insideQuotes } from '../../contracts/inside-quotes.ts';
import { type RunningExtension, type StartPowers, startExtension } from '../../extensions/start-extension.ts';
import type { StopState } from '../../powers.ts';
import { makeQueue } from '../../time/make-queue.ts';
import type { NamedExtension } from './app-restart-offer.ts';

export type AppExtensions = {
  /** Whether it runs. */
  start(folder: string): Promise<boolean>;
  /** Stops it when it runs, and starts it from its folder again. */
  restart(id: string): Promise<boolean>;
  stop(id: string): Promise<void>;
  stopAll(): Promise<void>;
  /** `name` is its own word, to stand in quotation marks. */
  list(): readonly { readonly id: string; readonly name: string }[];
  /** Told when the list has changed. */
  onChange(run: () => void): void;
};

/** Which extensions there are, and that one that cannot be started keeps no other from it. */
export const runDesktopExtensions = (
  powers: StartPowers & {
    /** One of them ended by itself; true when it is to start again. */
    readonly offerRestart: (extension: NamedExtension, why: StopState) => Promise<boolean>;
  },
): AppExtensions => {
  const started = new Map<string, { readonly folder: string; readonly running: RunningExtension }>();
  const listeners: (() => void)[] = [];

  // One at a time: what stops an extension must find the one that another call is just starting.
  const inTurn = makeQueue();

  const startNow = async (folder: string): Promise<boolean> => {
    try {
      const running = await startExtension(folder, { ...powers, restart, loadAgain: start });
      started.set(running.extension.id, { folder, running });
      void running.stopped.then((why) => ended(running, why));
      for (const run of listeners) run();
      return true;
    } catch (error) {
      powers.say('extensions', 'error', error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  const start = (folder: string): Promise<boolean> => inTurn(() => startNow(folder));
  const restart = (id: string): Promise<boolean> =>
    inTurn(async () => {
      const found = started.get(id);
      if (found === undefined) return false;
      await found.running.stop();
      return startNow(found.folder);
    });
  const stop = (id: string): Promise<void> =>
    inTurn(async () => {
      await started.get(id)?.running.stop();
      started.delete(id);
      for (const run of listeners) run();
    });
  const ended = async (running: RunningExtension, why: StopState): Promise<void> => {
    const { id, manifest } = running.extension;
    const named = { id, displayName: manifest.displayName };
    if (why === 'stopped' || !(await powers.offerRestart(named, why))) return;
    // The menu may have been faster.
    if (started.get(id)?.running === running) await restart(id);
  };
  return Object.freeze<AppExtensions>({
    start,
    restart,
    stop,
    stopAll: async () => {
      await Promise.allSettled([...started.values()].map(({ running }) => running.stop()));
    },
    list: () =>
      [...started].map(([id, { running }]) => ({
        id,
        name: insideQuotes(displayText(running.extension.manifest.displayName ?? id, 80)),
      })),
    onChange: (run) => listeners.push(run),
  });
};
