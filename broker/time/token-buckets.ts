/** A bucket holds `requests`, and is filled in `perSeconds`. */
export type BucketSize = { readonly requests: number; readonly perSeconds: number };

/** One for each key. Nothing waits here: a caller is told how long it would have to. */
export type TokenBuckets = {
  /** The milliseconds until there will be one; undefined when there is one, or no limit. Takes none. */
  wait(key: string, limit: BucketSize | undefined): number | undefined;
  /** Takes one; or the milliseconds until there will be one. */
  take(key: string, limit: BucketSize | undefined): number | undefined;
  /** Takes one where there is one: for what is not refused. */
  count(key: string, limit: BucketSize | undefined): void;
  giveBack(key: string, limit: BucketSize): void;
};

type Bucket = { left: number; at: number };

export function makeTokenBuckets(now: () => number): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const filled = (key: string, { requests, perSeconds }: BucketSize): Bucket => {
    const at = now();
    const bucket = buckets.get(key) ?? { left: requests, at };
    // A clock that goes back fills nothing, and does not empty anything either.
    const gained = (Math.max(0, at - bucket.at) * requests) / (perSeconds * 1000);
    bucket.left = Math.min(requests, bucket.left + gained);
    bucket.at = at;
    buckets.set(key, bucket);
    return bucket;
  };
  const wait: TokenBuckets['wait'] = (key, limit) => {
    if (limit === undefined) return undefined;
    const { left } = filled(key, limit);
    return left < 1 ? Math.ceil(((1 - left) * limit.perSeconds * 1000) / limit.requests) : undefined;
  };
  const count: TokenBuckets['count'] = (key, limit) => {
    if (limit === undefined) return;
    const bucket = filled(key, limit);
    bucket.left = Math.max(0, bucket.left - 1);
  };
  return Object.freeze<TokenBuckets>({
    wait,
    count,
    take: (key, limit) => {
      const waitMs = wait(key, limit);
      if (waitMs === undefined) count(key, limit);
      return waitMs;
    },
    giveBack: (key, limit) => {
      const bucket = filled(key, limit);
      bucket.left = Math.min(limit.requests, bucket.left + 1);
    },
  });
}
