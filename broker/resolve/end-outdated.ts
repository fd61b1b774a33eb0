import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import { isBoundTo, type Resolver } from './resolve-connection.ts';

/**
 * Ends what lives by something that is not so any more: a grant that was revoked or suspended, a connection that is
 * gone or leads elsewhere. For changes that did not go through this process. What was allowed once has no grant: only
 * its own process can name it.
 */
export const endOutdated = ({
  resolver,
  grants,
  ledger,
}: {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly grants: Pick<GrantStore, 'get'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
}): void => {
  const holds = (live: Live): boolean =>
    (live.grantId === undefined || grants.get(live.grantId)?.state === 'active') &&
    isBoundTo(live.grantDigest, live, resolver);
  ledger.endWhere((live) => !holds(live), 'revoked');
};
