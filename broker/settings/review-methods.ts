import type { GrantId, Limits } from '@valetkey/api-contracts';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import { proposeLimits } from '../review/propose-limits.ts';
import { reachableOf } from '../review/reachable-of.ts';
import { replay } from '../review/replay.ts';
import { usesInLog } from '../review/uses-in-log.ts';
import type { SettingsMethods } from './plan.ts';

export type ReviewPowers = {
  readonly grants: Pick<GrantStore, 'get'>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly audit: Pick<AuditLog, 'slices'>;
};

/** What the log says of a grant, for somebody who thinks of narrowing it. Nothing here changes anything. */
export function reviewMethods({ grants, resolver, audit }: ReviewPowers) {
  const existing = (id: GrantId): GrantRecord => {
    const grant = grants.get(id);
    if (grant === undefined || grant.state === 'revoked') throw new ValetkeyError({ code: 'not-found' });
    return grant;
  };
  const lookAt = async (grantId: GrantId, since: number | undefined) => {
    const grant = existing(grantId);
    const uses = await usesInLog(audit.slices(), { grantId, since });
    const connection = reachableOf(grant, () => resolver.resolve(grant.connectionId).inUse);
    const tried = (limits: Limits | undefined) =>
      replay(uses, { caveats: grant.caveats, limits }, connection);
    return { grant, uses, connection, tried };
  };

  return {
    tryLimits: async ({ grantId, limits, since }) => (await lookAt(grantId, since)).tried(limits),
    proposeLimits: async ({ grantId, since }) => {
      const { grant, uses, connection, tried } = await lookAt(grantId, since);
      const limits = await proposeLimits(uses, grant, connection);
      return { limits, before: grant.limits, replayed: await tried(limits ?? grant.limits) };
    },
  } satisfies Partial<SettingsMethods>;
}
