/** A callback and its place in the list; what `offAbort` wants back. */
export type Waiter = { place: number; readonly run: () => void };

/**
 * What can end a request. An AbortSignal costs 5 us to make and as much to collect; a cancellation is for the broker's
 * own requests, of which there are thousands a second.
 */
export type Cancellation = { aborted: boolean; readonly waiters: Waiter[] };
export type Abortable = AbortSignal | Cancellation;

export const makeCancellation = (): Cancellation => ({ aborted: false, waiters: [] });

export const cancel = (cancellation: Cancellation): void => {
  if (cancellation.aborted) return;
  cancellation.aborted = true;
  for (const waiter of [...cancellation.waiters]) waiter.run();
};

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
 * Runs `run` when it aborts, until `offAbort`.
 *
 * One signal (a grant's, say) may cover many requests at once, so it gets one listener for all of them. With
 * one each, Node warns of a leak at the eleventh, and its linked list of listeners keeps removed ones alive
 * through their neighbours until the next full collection. A Set's retired tables do so, too: hence an array.
 */
export function onAbort(abortable: Abortable, run: () => void): Waiter {
  if ('waiters' in abortable) return wait(abortable.waiters, run);
  const { waiters, fire } = watchOf(abortable);
  if (waiters.length === 0) abortable.addEventListener('abort', fire);
  return wait(waiters, run);
}

export const offAbort = (abortable: Abortable, waiter: Waiter): void => {
  if ('waiters' in abortable) return leave(abortable.waiters, waiter);
  const { waiters, fire } = watchOf(abortable);
  leave(waiters, waiter);
  if (waiters.length === 0) abortable.removeEventListener('abort', fire);
};

const wait = (waiters: Waiter[], run: () => void): Waiter => {
  const waiter = { place: waiters.length, run };
  waiters.push(waiter);
  return waiter;
};

/** The last one moves into the gap. Taking back twice does nothing. */
const leave = (waiters: Waiter[], waiter: Waiter): void => {
  if (waiters[waiter.place] !== waiter) return;
  const last = waiters.pop();
  if (last === undefined || last === waiter) return;
  last.place = waiter.place;
  waiters[waiter.place] = last;
};
