/** How long a use may be known in memory only. */
const keptMs = 5_000;

export type LastUsed = {
  touch(id: string, at: number): void;
  get(id: string): number | undefined;
  forget(id: string): void;
  flush(): void;
};

/**
 * Remembers uses and writes them in batches, so that a use costs no fsync. What is lost in a crash is at most the
 * last seconds of "last used"; the audit log has them.
 */
export const makeLastUsed = (powers: {
  readonly now: () => number;
  readonly write: (uses: ReadonlyMap<string, number>) => void;
}): LastUsed => {
  const waiting = new Map<string, number>();
  let writtenAt = powers.now();

  const flush = (): void => {
    if (waiting.size === 0) return;
    powers.write(waiting);
    waiting.clear();
  };
  return Object.freeze<LastUsed>({
    touch: (id, at) => {
      waiting.set(id, Math.max(at, waiting.get(id) ?? 0));
      if (powers.now() - writtenAt < keptMs) return;
      writtenAt = powers.now();
      try {
        flush();
      } catch {
        // A use must not fail because its time could not be noted. It stays in memory and is tried again.
      }
    },
    get: (id) => waiting.get(id),
    forget: (id) => {
      waiting.delete(id);
    },
    flush,
  });
};
