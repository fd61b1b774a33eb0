import type { UnscrubbedHop } from './exchange.ts';
import type { Abortable } from './on-abort.ts';

/** Who waits for a token that others may wait for, too. */
export type TokenWaiter = {
  readonly signal: Pick<Abortable, 'aborted'>;
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
  const waiters = [first];
  let over = false;
  const whoWaits = (): TokenWaiter | undefined => waiters.find(({ signal }) => !signal.aborted);
  const wanted = (): boolean => {
    over ||= whoWaits() === undefined;
    return !over;
  };
  const work = begin({ wanted, givenUp: () => over, onHop: (hop) => whoWaits()?.onHop?.(hop) });
  return {
    work,
    join: (waiter) => {
      if (over) return undefined;
      waiters.push(waiter);
      return work;
    },
  };
};
