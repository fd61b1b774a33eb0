/** At one moment: what main takes that is not its own to account for, and the processor time of each renderer so far. */
export type MainMemory = { readonly mb: number; readonly cpuMs: ReadonlyMap<number, number> };

type Mark = MainMemory & { readonly at: number };
/** Half a minute: its lowest point so far, and when main was last about there. */
type Half = { readonly since: number; readonly lowMb: number; readonly lastLow: Mark };

/**
 * Below both an extension is quiet: its reports take a tenth of this share, and Linux counts in steps of 10 ms. Filling a
 * hundred megabytes takes more.
 */
const busy = { share: 0.02, leastMs: 30 };
const halfMs = 30_000;
const aboutMb = 8;

export type MainMemoryWatch = {
  watch(pid: number, onBlamed: () => void): { stop(): void };
};

/**
 * A renderer can fill the memory of main without being large itself: what a Blob, an object URL or a database of a
 * session in memory holds lies in the browser process. Nothing of the kind is in an extension's reach; this watch is for
 * what nobody thought of. When main has grown by more than `limitMb` since its lowest point in the last half to whole
 * minute, the renderer that was busiest since then is blamed. One that was quiet never is: then it is the application.
 */
export const makeMainMemoryWatch = (
  { read, now }: { readonly read: (pids: readonly number[]) => MainMemory; readonly now: () => number },
  limitMb: number,
  everyMs = 200,
): MainMemoryWatch => {
  const watched = new Map<number, () => void>();
  let halves: readonly Half[] = [];
  let timer: NodeJS.Timeout | undefined;

  const startingAt = (here: Mark): Half => ({ since: here.at, lowMb: here.mb, lastLow: here });
  const noteLow = (here: Mark): void => {
    const [half, before] = halves;
    if (half === undefined) halves = [startingAt(here)];
    else if (here.at - half.since > halfMs) halves = [startingAt(here), half];
    else if (here.mb <= half.lowMb + aboutMb) {
      const lower = { since: half.since, lowMb: Math.min(half.lowMb, here.mb), lastLow: here };
      halves = before === undefined ? [lower] : [lower, before];
    }
  };
  const look = (): void => {
    const here: Mark = { ...read([...watched.keys()]), at: now() };
    noteLow(here);
    const lowest = halves.toSorted((one, other) => one.lowMb - other.lowMb)[0];
    if (lowest === undefined || here.mb - lowest.lowMb <= limitMb) return;
    halves = [startingAt(here)]; // who is stopped gives back what it took; the next one has the whole limit again
    busiestSince(lowest.lastLow, here)?.();
  };
  const busiestSince = (then: Mark, here: Mark): (() => void) | undefined => {
    let most = Math.max(busy.leastMs, busy.share * (here.at - then.at));
    let blamed: (() => void) | undefined;
    for (const [pid, cpuMs] of here.cpuMs) {
      const used = cpuMs - (then.cpuMs.get(pid) ?? 0);
      if (used <= most) continue;
      most = used;
      blamed = watched.get(pid);
    }
    return blamed;
  };
  return Object.freeze<MainMemoryWatch>({
    watch: (pid, onBlamed) => {
      watched.set(pid, onBlamed);
      timer ??= setInterval(look, everyMs);
      timer.unref();
      return Object.freeze({
        stop: () => {
          watched.delete(pid);
          if (watched.size > 0) return;
          clearInterval(timer);
          timer = undefined;
          halves = [];
        },
      });
    },
  });
};
