import type { Access, GrantRecord, Principal } from '@valetkey/api-contracts';
import type { RequestPowers } from './request-powers.ts';
import type { Resolved } from './resolve-connection.ts';

/** Keeps an "always": bound to where the secret goes and to who was allowed. Durable when this returns. */
export const storeGrant = (
  given: {
    readonly principal: Principal;
    readonly resolved: Resolved;
    readonly access: Access;
    readonly reason: string;
  },
  { grants, audit, makeGrantId, now }: Pick<RequestPowers, 'grants' | 'audit' | 'makeGrantId' | 'now'>,
): GrantRecord => {
  const { principal, resolved, access, reason } = given;
  const connectionId = resolved.record.id;
  const at = now();
  const grant: GrantRecord = {
    ...{ id: makeGrantId(), principal, connectionId, caveats: access, reason },
    authority: resolved.authority,
    authorityDigest: resolved.grantDigestFor(principal),
    state: 'active',
    createdAt: at,
    lastUsedAt: at,
    uses: 1,
  };
  const about = { extension: principal.id, connectionId, reason };
  audit.appendDurably({ kind: 'grant.created', ...about, grantId: grant.id });
  grants.put(grant);
  // What was suspended on this connection has been asked for anew, and answered.
  for (const old of grants.ofExtension(principal.id)) {
    if (old.connectionId !== connectionId || old.state !== 'suspended') continue;
    audit.append({ kind: 'grant.revoked', ...about, grantId: old.id, detail: 'superseded' });
    grants.put({ ...old, state: 'revoked', endedAt: at });
  }
  return grant;
};
