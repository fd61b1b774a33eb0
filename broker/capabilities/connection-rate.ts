import type { RateLimit } from '@valetkey/api-contracts';

/**
 * What a provider declares that its service can take, counted per connection, whoever uses it: a token bucket that
 * holds `requests` and is filled in `perSeconds`. Nothing waits here: a caller is told how long it would have to.
 */
export type ConnectionRates = {
  /** Takes one; or the milliseconds until there will be one. */
  take(connectionId: string, limit: RateLimit | undefined): number | undefined;
  /** For what a person asked for at the form: it counts, and is not refused. */
  count(connectionId: string, limit: RateLimit | undefined): void;
};

type Bucket = { left: number; at: number };

export const makeConnectionRates = (now: () => number): ConnectionRates => {
  const buckets = new Map<string, Bucket>();
  const filled = (connectionId: string, { requests, perSeconds }: RateLimit): Bucket => {
    const at = now();
    const bucket = buckets.get(connectionId) ?? { left: requests, at };
    // A clock that goes back fills nothing, and does not empty anything either.
    const gained = (Math.max(0, at - bucket.at) * requests) / (perSeconds * 1000);
    bucket.left = Math.min(requests, bucket.left + gained);
    bucket.at = at;
    buckets.set(connectionId, bucket);
    return bucket;
  };
  return Object.freeze({
    take: (connectionId: string, limit: RateLimit | undefined) => {
      if (limit === undefined) return undefined;
      const bucket = filled(connectionId, limit);
      if (bucket.left < 1) return Math.ceil(((1 - bucket.left) * limit.perSeconds * 1000) / limit.requests);
      bucket.left -= 1;
      return undefined;
    },
    count: (connectionId: string, limit: RateLimit | undefined) => {
      if (limit === undefined) return;
      const bucket = filled(connectionId, limit);
      bucket.left = Math.max(0, bucket.left - 1);
    },
  });
};
