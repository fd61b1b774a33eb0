import type { UnscrubbedHop } from './exchange.ts';
import { type Abortable, offAbort, onAbort, type Waiter } from './on-abort.ts';

/** Who waits for a token that others may wait for, too. */
export type TokenWaiter = {
  readonly signal: Abortable;
  /** Told of a request before it leaves. */
  readonly onHop?: ((hop: UnscrubbedHop) => void) | undefined;
};

export type Errand = {
  /** False once nobody waits: nothing may leave any more, and a later caller must start again. */
  readonly wanted: () => boolean;
  /** Whether that was so when it was asked: what then fails is no failure of the service. */
  readonly givenUp: () => boolean;
  /** Tells one of those who wait, so that what leaves is written down as theirs. */
  readonly onHop: (hop: UnscrubbedHop) => void;
};

export type SharedErrand = {
  readonly work: Promise<void>;
  /** Undefined: it was given up. */
  join(waiter: TokenWaiter): Promise<void> | undefined;
};

/**
 * What several wait for, begun by the first of them. It goes on for as long as one has not been aborted. That is looked
 * at when something is about to leave; what has left goes on, since the next one has use for the answer.
 */
export const shareErrand = (first: TokenWaiter, begin: (errand: Errand) => Promise<void>): SharedErrand => {
  /** One that is aborted goes at once, and with it the request that it would have sent. */
  const waiters = new Map<TokenWaiter, Waiter>();
  let over = false;
  const add = (waiter: TokenWaiter): void => {
    if (waiters.has(waiter) || waiter.signal.aborted) return;
    waiters.set(
      waiter,
      onAbort(waiter.signal, () => leave(waiter)),
    );
  };
  const leave = (waiter: TokenWaiter): void => {
    const watch = waiters.get(waiter);
    if (watch !== undefined) offAbort(waiter.signal, watch);
    waiters.delete(waiter);
  };
  const wanted = (): boolean => {
    over ||= waiters.size === 0;
    return !over;
  };
  add(first);
  const onHop: Errand['onHop'] = (hop) => [...waiters.keys()][0]?.onHop?.(hop);
  const work = begin({ wanted, givenUp: () => over, onHop });
  const done = (): void => [...waiters.keys()].forEach(leave);
  work.then(done, done);
  return {
    work,
    join: (waiter) => {
      if (over) return undefined;
      add(waiter);
      return work;
    },
  };
};
