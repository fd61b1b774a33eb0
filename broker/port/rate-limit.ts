/**
 * A token bucket per port. Messages beyond it are answered `rate-limited`; a sender that goes on all the same has
 * `patience` more, then its port closes: answering costs the broker, and others are waiting.
 */
export type RateLimit = { readonly burst: number; readonly perSecond: number; readonly patience: number };

/**
 * Half of what a slow broker can take: where messages came in no faster than they are dealt with, a flood would never be
 * one, and others would wait all the same. An honest extension makes some 14,000 calls a second at most.
 */
export const defaultRate: RateLimit = Object.freeze({ burst: 4_000, perSecond: 20_000, patience: 4_000 });

export type RateVerdict = 'admit' | 'slow-down' | 'flood';

export const makeRateLimiter = (rate: RateLimit, now: () => number): (() => RateVerdict) => {
  let tokens = rate.burst;
  let patience = rate.patience;
  let last = now();
  return () => {
    const at = now();
    if (at > last) {
      const gained = ((at - last) * rate.perSecond) / 1000;
      tokens = Math.min(rate.burst, tokens + gained);
      // Patience comes back a hundred times more slowly than tokens do.
      patience = Math.min(rate.patience, patience + gained / 100);
      last = at;
    }
    if (tokens >= 1) {
      tokens -= 1;
      return 'admit';
    }
    patience -= 1;
    return patience >= 0 ? 'slow-down' : 'flood';
  };
};
