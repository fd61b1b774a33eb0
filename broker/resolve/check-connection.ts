import { ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { Live } from '../grants/ledger.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import { type Resolved, type Resolver, requireHere } from './resolve-connection.ts';

/**
 * At every use: the connection is still the one that the user agreed to, for this very extension. A change ends live
 * capabilities anyway; this also holds where the change came from elsewhere. The comparison is repeated only when
 * the connection was resolved again.
 */
export function checkConnection(powers: {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly connections: Pick<ConnectionStore, 'touch'>;
  readonly now: () => number;
}): (live: Live) => ConnectionInUse {
  const agreed = new WeakMap<Live, Resolved>();
  return (live) => {
    const resolved = powers.resolver.resolve(live.connectionId);
    // Another process may have revoked it, which is seen when the connection is looked at.
    if (live.signal.aborted) throw new ValetkeyError({ code: 'capability-closed' });
    requireHere(resolved);
    if (agreed.get(live) !== resolved) {
      const same = resolved.sealedForThis && resolved.grantDigestFor(live.principal) === live.grantDigest;
      if (!same) throw new ValetkeyError({ code: 'connection-suspended' });
      agreed.set(live, resolved);
    }
    powers.connections.touch(live.connectionId, powers.now());
    return resolved.inUse;
  };
}
