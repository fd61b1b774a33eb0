import { deactivateMs } from '@valetkey/api-contracts';
import type { After } from '../time/after.ts';
import { promised } from '../time/promised.ts';

export type Deactivation = {
  /** Aborts when the extension is told to stop, or has gone: from then on it gets no new handle. */
  readonly begun: AbortSignal;
  /** For an extension with a `deactivate`: resolves when that is to run. */
  begins(): Promise<void>;
  /** The extension says that its `deactivate` has ended. */
  ended(): void;
  /** Resolves when the extension has deactivated or has gone, or when its time is up. The same promise each time. */
  run(): Promise<void>;
};

/** How an extension is told that it stops, and for how long its stop waits. */
export function makeDeactivation(powers: {
  readonly gone: AbortSignal;
  readonly after: After;
  /** Its time is up. */
  readonly late: () => void;
}): Deactivation {
  const begun = new AbortController();
  const beginning = new Promise<void>((resolve) => begun.signal.addEventListener('abort', () => resolve()));
  const [ended, tellEnded] = promised();
  powers.gone.addEventListener('abort', () => {
    begun.abort();
    tellEnded();
  });
  let isAwaited = false;
  let running: Promise<void> | undefined;

  const begin = async (): Promise<void> => {
    begun.abort();
    if (!isAwaited) return;
    const callOff = powers.after(deactivateMs, () => {
      powers.late();
      tellEnded();
    });
    await ended;
    callOff();
  };
  return Object.freeze<Deactivation>({
    begun: begun.signal,
    begins: () => {
      isAwaited = true;
      return beginning;
    },
    ended: tellEnded,
    run: () => {
      running ??= begin();
      return running;
    },
  });
}
