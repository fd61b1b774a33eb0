import type { RateLimit } from '@valetkey/api-contracts';

/**
 * What a provider declares that its service can take, counted per connection, no matter who uses it: a token bucket that
 * holds `requests` and is filled in `perSeconds`. Nothing waits here: a caller is told how long it would have to.
 */
export type ConnectionRates = {
  /** The milliseconds until there will be one; undefined when there is one. Takes none. */
  wait(connectionId: string, limit: RateLimit | undefined): number | undefined;
  /** Takes one; or the milliseconds until there will be one. */
  take(connectionId: string, limit: RateLimit | undefined): number | undefined;
  /** For what a person asked for at the form, which is not refused, and for who waited before. */
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
  const wait = (connectionId: string, limit: RateLimit | undefined): number | undefined => {
    if (limit === undefined) return undefined;
    const { left } = filled(connectionId, limit);
    return left < 1 ? Math.ceil(((1 - left) * limit.perSeconds * 1000) / limit.requests) : undefined;
  };
  const count = (connectionId: string, limit: RateLimit | undefined): void => {
    if (limit === undefined) return;
    const bucket = filled(connectionId, limit);
    bucket.left = Math.max(0, bucket.left - 1);
  };
  return Object.freeze<ConnectionRates>({
    wait,
    count,
    take: (connectionId, limit) => {
      const waitMs = wait(connectionId, limit);
      if (waitMs === undefined) count(connectionId, limit);
      return waitMs;
    },
  });
};
