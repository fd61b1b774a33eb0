import { isRecent } from '../time/is-recent.ts';

/** How long a use may be known in memory only. */
const keptMs = 5_000;

export type UseTimes = {
  readonly usedAt?: number | undefined;
  /** When a use was answered well. */
  readonly workedAt?: number | undefined;
};
export type LastUsed = {
  touch(id: string, what: keyof UseTimes, at: number): void;
  get(id: string): UseTimes;
  forget(id: string): void;
  forgetWorked(id: string): void;
  flush(): void;
};

/**
 * Remembers uses and writes them in batches, so that a use costs no fsync. What is lost in a crash is at most the
 * last seconds of "last used"; the audit log has them.
 */
export function makeLastUsed(powers: {
  readonly now: () => number;
  readonly write: (uses: ReadonlyMap<string, UseTimes>) => void;
}): LastUsed {
  const waiting = new Map<string, UseTimes>();
  let writtenAt = powers.now();

  const flush = (): void => {
    if (waiting.size === 0) return;
    powers.write(waiting);
    waiting.clear();
  };
  return Object.freeze<LastUsed>({
    touch: (id, what, at) => {
      const before = waiting.get(id);
      waiting.set(id, { ...before, [what]: Math.max(at, before?.[what] ?? 0) });
      const now = powers.now();
      if (isRecent(writtenAt, keptMs, now)) return;
      writtenAt = now;
      try {
        flush();
      } catch {
        // A use must not fail because its time could not be noted. It stays in memory and is tried again.
      }
    },
    get: (id) => waiting.get(id) ?? {},
    forget: (id) => {
      waiting.delete(id);
    },
    forgetWorked: (id) => {
      const usedAt = waiting.get(id)?.usedAt;
      if (usedAt === undefined) waiting.delete(id);
      else waiting.set(id, { usedAt });
    },
    flush,
  });
}
