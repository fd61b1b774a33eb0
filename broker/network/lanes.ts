import type { Pool } from 'undici';
import type { Lane } from './carry.ts';
import type { ClientIdentity } from './identity.ts';
import { NetworkError } from './network-error.ts';
import { type Origin, originText } from './origin.ts';

export type Lanes = {
  of(origin: Origin, identity: ClientIdentity | undefined): Lane;
  destroy(): Promise<unknown>;
};

/** Sockets of one client certificate, or of none. */
type Sockets = { readonly identity: ClientIdentity | undefined; readonly pools: Map<string, Pool> };

/**
 * Which sockets a request may use: those of its origin, and, where a socket carries a client certificate, of that
 * certificate. The certificate in use is the one that was named last; the sockets of the one before are closed when
 * what is under way on them has ended.
 */
export function makeLanes(open: (origin: Origin, identity: ClientIdentity | undefined) => Pool): Lanes {
  /** The same saved origin comes as the same object, request after request. */
  const plain = new WeakMap<Origin, Lane>();
  const retired = new WeakSet<ClientIdentity>();
  const closing = new Set<Pool>();
  let current: Sockets = { identity: undefined, pools: new Map() };
  const without: Sockets = current;

  const drain = (pool: Pool): void => {
    closing.add(pool);
    pool.close().then(
      () => closing.delete(pool),
      () => closing.delete(pool),
    );
  };
  const poolOf = (set: Sockets, origin: Origin): Pool => {
    // An origin that may reach other addresses has sockets of its own.
    const key = `${origin.reach} ${originText(origin)}`;
    const pool = set.pools.get(key) ?? open(origin, set.identity);
    set.pools.set(key, pool);
    return pool;
  };
  const switchTo = (identity: ClientIdentity): void => {
    if (current !== without) {
      if (current.identity !== undefined) retired.add(current.identity);
      for (const pool of current.pools.values()) drain(pool);
    }
    current = { identity, pools: new Map() };
  };

  return {
    of: (origin, identity) => {
      if (identity === undefined) {
        const lane = plain.get(origin) ?? poolOf(without, origin);
        plain.set(origin, lane);
        return lane;
      }
      if (retired.has(identity)) {
        // A redirect of a request that began with the certificate before. It ends as it began.
        const pool = open(origin, identity);
        setImmediate(drain, pool);
        closing.add(pool);
        return pool;
      }
      if (current.identity !== identity) switchTo(identity);
      return poolOf(current, origin);
    },
    destroy: () => {
      const pools = [...without.pools.values(), ...current.pools.values(), ...closing];
      return Promise.all(pools.map((pool) => pool.destroy(new NetworkError('aborted'))));
    },
  };
}
