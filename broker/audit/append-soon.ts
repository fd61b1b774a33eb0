import type { AuditEvent } from '../contracts/audit.ts';
import { type EntryWriter, mostTogether } from './append-entry.ts';

type Waiting = {
  readonly event: AuditEvent;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: unknown) => void;
};

export type AppendSoon = {
  /** The first of a turn of the event loop is written at once, the others together when the turn ends. */
  add(event: AuditEvent): Promise<number>;
  /** Written together with whatever is written next, and by `flush` at the latest. */
  addLater(event: AuditEvent): Promise<number>;
  /** Writes what waits, now: before somebody reads, and before each fsync. */
  flush(): void;
};

/**
 * Gathers entries and writes them as one statement: alone, an append costs 14 us, and with seven others 5 us each.
 * When many extensions work at once that is most of what the log costs.
 */
export function makeAppendSoon(powers: {
  readonly writer: EntryWriter;
  /** One entry by itself; throws what the caller is to see. */
  readonly append: (event: AuditEvent) => number;
  /** Told of how many were written together. */
  readonly wrote: (entries: number) => void;
}): AppendSoon {
  const { writer } = powers;
  let waiting: Waiting[] = [];
  let scheduled = false;

  const writeAlone = ({ event, resolve, reject }: Waiting): void => {
    try {
      resolve(powers.append(event));
    } catch (error) {
      reject(error);
    }
  };

  const writeTogether = (batch: readonly Waiting[]): void => {
    try {
      const heads = writer.appendAll(batch.map(({ event }) => event));
      powers.wrote(heads.length);
      for (const [index, { resolve }] of batch.entries()) resolve(heads[index]?.seq ?? 0);
    } catch {
      // One event that the contract refuses must not take the others with it.
      for (const one of batch) writeAlone(one);
    }
  };

  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += mostTogether) {
      const batch = all.slice(from, from + mostTogether);
      const [first] = batch;
      if (batch.length === 1 && first !== undefined) writeAlone(first);
      else writeTogether(batch);
    }
  };

  const addLater = (event: AuditEvent): Promise<number> =>
    new Promise<number>((resolve, reject) => {
      waiting.push({ event, resolve, reject });
    });

  const endTurn = (): void => {
    scheduled = false;
    flush();
  };

  return Object.freeze<AppendSoon>({
    add: (event) => {
      const written = addLater(event);
      if (scheduled) return written;
      // A request that is alone waits for no turn: in Electron's main process that would be a quarter of its time.
      scheduled = true;
      setImmediate(endTurn);
      flush();
      return written;
    },
    addLater,
    flush,
  });
}
