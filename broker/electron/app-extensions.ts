import type { StopState } from '../powers.ts';
import { type RunningExtension, type StartPowers, startExtension } from '../start-extension.ts';

export type AppExtensions = {
  start(folder: string): Promise<void>;
  /** Stops it when it runs, and starts it from its folder again. */
  restart(id: string): Promise<void>;
  stopAll(): Promise<void>;
  list(): readonly { readonly id: string; readonly name: string }[];
  /** Told when the list has changed. */
  onChange(run: () => void): void;
};

/** Which extensions there are, and that one that cannot be started keeps no other from it. */
export const runExtensions = (
  powers: StartPowers & {
    /** One of them ended by itself; true when it is to start again. */
    readonly offerRestart: (name: string, why: StopState) => Promise<boolean>;
  },
): AppExtensions => {
  const started = new Map<string, { readonly folder: string; readonly running: RunningExtension }>();
  const listeners: (() => void)[] = [];

  const start = async (folder: string): Promise<void> => {
    try {
      const running = await startExtension(folder, { ...powers, restart });
      started.set(running.extension.id, { folder, running });
      void running.stopped.then((why) => ended(running, why));
      for (const run of listeners) run();
    } catch (error) {
      powers.say('extensions', 'error', error instanceof Error ? error.message : String(error));
    }
  };
  const restart = async (id: string): Promise<void> => {
    const found = started.get(id);
    if (found === undefined) return;
    await found.running.stop();
    await start(found.folder);
  };
  const ended = async (running: RunningExtension, why: StopState): Promise<void> => {
    const { id, manifest } = running.extension;
    if (why === 'stopped' || !(await powers.offerRestart(manifest.displayName ?? id, why))) return;
    // The menu may have been faster.
    if (started.get(id)?.running === running) await restart(id);
  };
  return Object.freeze<AppExtensions>({
    start,
    restart,
    stopAll: async () => {
      await Promise.allSettled([...started.values()].map(({ running }) => running.stop()));
    },
    list: () =>
      [...started].map(([id, { running }]) => ({
        id,
        name: running.extension.manifest.displayName ?? id,
      })),
    onChange: (run) => listeners.push(run),
  });
};
