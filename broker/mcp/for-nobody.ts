import { setTimeout as pause } from 'node:timers/promises';
import type { Room } from './wire.ts';

/**
 * What a server sends that nobody waits for and that goes to nobody. The rest is bounded by its receiver; this is
 * bounded here, by not reading on: and with it, what comes behind it waits.
 */
export type ForNobody = {
  /** A ping, or a request that is refused: it costs a message back. */
  answered(): void;
  /** Notifications of its own or of what the holder may not use, answers to no call. */
  passedOver(): void;
  readonly room: Room;
};

/** 100 a second. A real server has a ping each quarter of a minute. */
const answeredMs = 10;
/** 1,000 a second. Some real ones tell of each word of a model in a notification of their own (`codex/event`). */
const passedOverMs = 1;
const atOnceMs = 5_000;

export function makeForNobody(
  clock: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = (ms) => pause(ms, undefined, { ref: false }),
): ForNobody {
  /** When as much could have come as has come. */
  let due = clock();
  const count = (ms: number): void => {
    due = Math.max(due, clock()) + ms;
  };
  return Object.freeze<ForNobody>({
    answered: () => count(answeredMs),
    passedOver: () => count(passedOverMs),
    room: () => {
      const early = due - clock() - atOnceMs;
      return early > 0 ? wait(early).then(() => undefined) : undefined;
    },
  });
}
