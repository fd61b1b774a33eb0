import type { GrantId } from '@valetkey/api-contracts';
import type { GrantRecord } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger, Live } from '../grants/ledger.ts';
import { isBoundTo, type Resolver } from './resolve-connection.ts';

/**
 * Ends what lives by something that is not so any more: a grant that was revoked, suspended or limited, a connection
 * that is gone or leads elsewhere. For changes that did not go through this process. What was allowed once has no grant: only
 * its own process can name it.
 */
export function endOutdated({
  resolver,
  grants,
  ledger,
}: {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly grants: Pick<GrantStore, 'get'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
}): void {
  // Many handles can live by one grant, and both looks below want it.
  const read = new Map<string, GrantRecord | undefined>();
  const grantOf = (id: GrantId): GrantRecord | undefined => {
    if (!read.has(id)) read.set(id, grants.get(id));
    return read.get(id);
  };
  const holds = (live: Live): boolean =>
    (live.grantId === undefined || grantOf(live.grantId)?.state === 'active') &&
    isBoundTo(live.grantDigest, live, resolver);
  ledger.endWhere((live) => !holds(live), 'revoked');
  // What is out was given for more, or for less: the extension asks again and gets what is so now.
  const isLimited = ({ grantId, limits = {} }: Live): boolean =>
    grantId !== undefined && JSON.stringify(grantOf(grantId)?.limits ?? {}) !== JSON.stringify(limits);
  ledger.endWhere(isLimited, 'limited');
}
