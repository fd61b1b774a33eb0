import { setTimeout as pause } from 'node:timers/promises';
import type { Room } from './wire.ts';

/**
 * What a server sends that nobody waits for and that goes to nobody: pings, requests that are refused, answers to no
 * call, what is not passed on. The rest is bounded by whoever takes it; this is bounded here, by not reading on.
 */
export type ForNobody = {
  count(): void;
  readonly room: Room;
};

/** A real server has one of these in a while: a ping each quarter of a minute, the late answers of calls called off. */
const perSecond = 100;
const mostAtOnce = 500;

export const makeForNobody = (
  clock: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = (ms) => pause(ms, undefined, { ref: false }),
): ForNobody => {
  const msEach = 1_000 / perSecond;
  /** When as many could have come as have come. */
  let due = clock();
  return Object.freeze<ForNobody>({
    count: () => {
      due = Math.max(due, clock()) + msEach;
    },
    room: () => {
      const early = due - clock() - mostAtOnce * msEach;
      return early > 0 ? wait(early).then(() => undefined) : undefined;
    },
  });
};
