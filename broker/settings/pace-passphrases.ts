import { ValetkeyError } from '@valetkey/api-contracts';

export type PassphrasePace = {
  /**
   * Before each try. It counts as a wrong one until `opened`, so that many at once are as slow.
   * @throws ValetkeyError `rate-limited`, with the time until the next try
   */
  take(): void;
  opened(): void;
};

const freeTries = 3;
const firstWaitMs = 2_000;
const longestWaitMs = 15 * 60_000;

/**
 * A settings page that was taken over could guess the passphrase of the vault. From the third wrong one on, the next
 * waits, each time twice as long. Kept in memory, for all pages: no page can start the application again.
 */
export function makePassphrasePace(now: () => number): PassphrasePace {
  let wrong = 0;
  let nextAt = 0;
  return {
    take: () => {
      const retryAfterMs = nextAt - now();
      // Longer than it can be: the clock was set back.
      if (retryAfterMs > 0 && retryAfterMs <= longestWaitMs)
        throw new ValetkeyError({ code: 'rate-limited', why: 'wrong-passphrases', retryAfterMs });
      wrong += 1;
      const waitMs = wrong < freeTries ? 0 : firstWaitMs * 2 ** (wrong - freeTries);
      nextAt = now() + Math.min(waitMs, longestWaitMs);
    },
    opened: () => {
      wrong = 0;
      nextAt = 0;
    },
  };
}
