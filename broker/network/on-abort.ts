/** A callback and its place in the signal's list; what `offAbort` wants back. */
export type Waiter = { place: number; readonly run: () => void };
type Watch = { readonly waiters: Waiter[]; readonly fire: () => void };

const watches = new WeakMap<AbortSignal, Watch>();

const watchOf = (signal: AbortSignal): Watch => {
  const known = watches.get(signal);
  if (known !== undefined) return known;
  const waiters: Waiter[] = [];
  const fire = (): void => {
    for (const waiter of [...waiters]) waiter.run();
  };
  const watch = { waiters, fire };
  watches.set(signal, watch);
  return watch;
};

/**
 * Runs `run` when the signal aborts, until `offAbort`.
 *
 * One signal (a grant's, say) may cover many requests at once, so it gets one listener for all of them. With
 * one each, Node warns of a leak at the eleventh, and its linked list of listeners keeps removed ones alive
 * through their neighbours until the next full collection. A Set's retired tables do so, too: hence an array.
 */
export const onAbort = (signal: AbortSignal, run: () => void): Waiter => {
  const { waiters, fire } = watchOf(signal);
  if (waiters.length === 0) signal.addEventListener('abort', fire);
  const waiter = { place: waiters.length, run };
  waiters.push(waiter);
  return waiter;
};

/** The last one moves into the gap. Taking back twice does nothing. */
export const offAbort = (signal: AbortSignal, waiter: Waiter): void => {
  const { waiters, fire } = watchOf(signal);
  if (waiters[waiter.place] !== waiter) return;
  const last = waiters.pop();
  if (last !== undefined && last !== waiter) {
    last.place = waiter.place;
    waiters[waiter.place] = last;
  }
  if (waiters.length === 0) signal.removeEventListener('abort', fire);
};
