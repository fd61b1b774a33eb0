import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { makeQueue, type Queue } from '../time/make-queue.ts';

/** How long main works on what a server sent before others have their turn. */
export const sliceMs = 10;

const largest = 64 * 1024;
const smallest = 2 * 1024;

/** Of the streams or programs of one extension on one connection: what they send is taken apart one after the other. */
export type PieceQueue = { small: number; readonly inTurn: Queue };

export const makePieceQueue = (): PieceQueue => ({ small: 0, inTurn: makeQueue() });

/**
 * How much of an event stream is taken at a time. What it costs to take a piece apart is the server's choice (a line that
 * means nothing costs an error), so a piece that took long is followed by a pause of as long, and by smaller ones. Many
 * streams take no more of main's time than one does.
 */
export function makePace(queue: PieceQueue) {
  let size = largest;
  return Object.freeze({
    size: () => size,
    /**
     * Resolves when the next piece may be read. `handOn` is followed by others' work on it, in this turn of the loop.
     * `length` is the piece's: a short one was all that waited, so that the next one of its stream comes in another turn
     * by itself.
     */
    after: async (length: number, handOn: () => void): Promise<void> => {
      queue.small += length;
      if (queue.small < smallest) return handOn();
      queue.small = 0;
      await queue.inTurn(async () => {
        const began = performance.now();
        handOn();
        await setImmediate();
        const took = performance.now() - began;
        size = took > sliceMs ? Math.max(smallest, size / 4) : Math.min(largest, size * 2);
        if (took > sliceMs) await pause(took);
      });
    },
  });
}

/** Resolves at once, and next time not before `ms` have gone by. */
export const makeTurns = (ms: number): (() => Promise<void>) => {
  let free = 0;
  return async () => {
    const now = performance.now();
    const turn = Math.max(now, free);
    free = turn + ms;
    if (turn > now) await pause(turn - now);
  };
};
