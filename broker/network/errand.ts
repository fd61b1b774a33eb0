import type { Hop } from './exchange.ts';
import type { Abortable } from './on-abort.ts';

/** Who waits for a token that others may wait for, too. */
export type Asker = {
  readonly signal: Pick<Abortable, 'aborted'>;
  /** Told of a request before it leaves. */
  readonly onHop?: ((hop: Hop) => void) | undefined;
};

export type Errand = {
  /** False once nobody waits: nothing may leave any more, and whoever comes now has to begin anew. */
  readonly wanted: () => boolean;
  /** Whether that was so when it was asked: what then fails is no failure of the service. */
  readonly givenUp: () => boolean;
  /** Tells one of those who wait, so that what leaves is written down as theirs. */
  readonly onHop: (hop: Hop) => void;
};

export type SharedErrand = {
  readonly work: Promise<void>;
  /** Undefined: it was given up. */
  join(asker: Asker): Promise<void> | undefined;
};

/**
 * What several wait for, begun by the first of them. It goes on for as long as one has not been aborted. That is looked
 * at when something is about to leave; what has left goes on, since the next one has use for the answer.
 */
export const shareErrand = (first: Asker, begin: (errand: Errand) => Promise<void>): SharedErrand => {
  const askers = [first];
  let over = false;
  const whoWaits = (): Asker | undefined => askers.find(({ signal }) => !signal.aborted);
  const wanted = (): boolean => {
    over ||= whoWaits() === undefined;
    return !over;
  };
  const work = begin({ wanted, givenUp: () => over, onHop: (hop) => whoWaits()?.onHop?.(hop) });
  return {
    work,
    join: (asker) => {
      if (over) return undefined;
      askers.push(asker);
      return work;
    },
  };
};
