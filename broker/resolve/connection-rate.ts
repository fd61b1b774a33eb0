import type { Hop } from '../network/exchange.ts';
import { makeTokenBuckets, type TokenBuckets } from '../time/token-buckets.ts';
import type { ConnectionInUse } from './connection-in-use.ts';

/** What a provider declares that its service can take, counted per connection, no matter who uses it. */
export type ConnectionRates = Omit<TokenBuckets, 'giveBack'>;

export const makeConnectionRates = (now: () => number): ConnectionRates => makeTokenBuckets(now);

/**
 * Redirected and repeated requests count as well. They are not refused: the first request was let through, and they
 * belong to it. A request for a token goes elsewhere, and does not count.
 */
export const countHop = (
  { bytesSent }: Hop,
  { id, rateLimit }: Pick<ConnectionInUse, 'id' | 'rateLimit'>,
  rates: Pick<ConnectionRates, 'count'>,
): void => {
  if (bytesSent !== undefined) rates.count(id, rateLimit);
};
