import type { ProcessMemory } from './read-memory.ts';

/** A renderer of ours that has done nothing yet is below this: what counts is what comes on top. */
const emptyMb = 140;

type Watched = { readonly limitMb: number; readonly onGrown: () => void; floorMb: number; above: number };

/** Watches how much each renderer takes; one look at all of them, however many there are. */
export type MemoryWatch = {
  watch(pid: number, limitMb: number, onGrown: () => void): { stop(): void };
};

/**
 * V8's limit in a renderer is gigabytes, is not set per process, and leaves buffers out; so the process is measured.
 * Garbage that is not collected yet counts too: a limit needs room for that. Beyond it twice in a row, or twice as much
 * once, is too much.
 */
export const makeMemoryWatch = (
  read: (pids: readonly number[]) => readonly ProcessMemory[],
  everyMs = 200,
): MemoryWatch => {
  const watched = new Map<number, Watched>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    for (const { pid, mb } of read([...watched.keys()])) {
      const one = watched.get(pid);
      if (one === undefined) continue;
      one.floorMb = Math.min(one.floorMb, mb);
      const grown = mb - one.floorMb;
      one.above = grown > one.limitMb ? one.above + 1 : 0;
      if (one.above >= 2 || grown > 2 * one.limitMb) one.onGrown();
    }
  };
  const unwatch = (pid: number): void => {
    watched.delete(pid);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return Object.freeze<MemoryWatch>({
    watch: (pid, limitMb, onGrown) => {
      watched.set(pid, { limitMb, onGrown, floorMb: emptyMb, above: 0 });
      timer ??= setInterval(look, everyMs);
      timer.unref();
      return Object.freeze({ stop: () => unwatch(pid) });
    },
  });
};
