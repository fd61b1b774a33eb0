import { constants } from 'node:os';
import type { After } from '../../time/after.ts';

/** SIGHUP comes when the terminal is closed. */
const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
/**
 * Closing a broker takes at most 7 seconds. By then each `deactivate` is over, and a program that is deaf to SIGTERM is
 * killed.
 */
const longestEndMs = 15_000;

export type EndSignals = {
  /**
   * Resolves at the first signal. From the first call on no signal ends the process by itself: who asks has something
   * to put away, and a second Ctrl-C must not leave it behind.
   */
  untilSignal(): Promise<void>;
  /** Ends the process after a signal, whatever still keeps it alive. Otherwise `code` is for its own end. */
  leave(code: number): void;
};

/** For the programs that own their process. An embedding program handles signals itself, and closes the broker. */
export function endSignals(
  process: Pick<NodeJS.Process, 'on' | 'exit'> & { exitCode?: number | string | null | undefined },
  after: After,
): EndSignals {
  let first: NodeJS.Signals | undefined;
  let heard: Promise<void> | undefined;
  const codeAfter = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      for (const signal of signals) {
        process.on(signal, () => {
          if (first !== undefined) return;
          first = signal;
          after(longestEndMs, () => process.exit(codeAfter(signal)));
          resolve();
        });
      }
    });

  return Object.freeze<EndSignals>({
    untilSignal: () => {
      heard ??= listen();
      return heard;
    },
    leave: (code) => {
      if (first === undefined) process.exitCode = code;
      else process.exit(code === 0 ? 0 : codeAfter(first));
    },
  });
}
