import type { Access, GrantRecord, McpAsking, McpCallback, Principal } from '@valetkey/api-contracts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { RequestPowers } from './request-powers.ts';

/** Keeps an "always": bound to where the secret goes and to who was allowed. Durable when this returns. */
export const storeGrant = (
  wanted: {
    readonly principal: Principal;
    readonly resolved: Resolved;
    readonly access: Access;
    readonly withheldCallbacks: readonly McpCallback[];
    readonly mcpAsking: McpAsking | undefined;
    readonly reason: string;
    /** The question that was answered with it. */
    readonly prompt: string;
  },
  { grants, audit, makeGrantId, now }: Pick<RequestPowers, 'grants' | 'audit' | 'makeGrantId' | 'now'>,
): GrantRecord => {
  const { principal, resolved, access, withheldCallbacks, mcpAsking, reason, prompt } = wanted;
  const connectionId = resolved.record.id;
  const at = now();
  const authorityDigest = resolved.grantDigestFor(principal);
  // Several requests can wait for one prompt: its answer is one grant, and one revocation ends it.
  const given = grants
    .ofExtension(principal.id)
    .find(
      (stored) =>
        stored.state === 'active' &&
        stored.connectionId === connectionId &&
        stored.authorityDigest === authorityDigest &&
        JSON.stringify([stored.caveats, stored.mcpAsking]) === JSON.stringify([access, mcpAsking]),
    );
  if (given !== undefined) {
    const used = { ...given, lastUsedAt: at, uses: given.uses + 1 };
    grants.put(used);
    return used;
  }
  const grant: GrantRecord = {
    id: makeGrantId(),
    principal,
    connectionId,
    caveats: access,
    reason,
    ...(withheldCallbacks.length === 0 ? {} : { withheldCallbacks: [...withheldCallbacks] }),
    ...(mcpAsking === undefined ? {} : { mcpAsking }),
    authority: resolved.authority,
    authorityDigest,
    state: 'active',
    createdAt: at,
    lastUsedAt: at,
    uses: 1,
  };
  const about = { extension: principal.id, connectionId, reason, prompt };
  audit.appendDurably({ kind: 'grant.created', ...about, grantId: grant.id });
  // What was suspended on this connection has been asked for anew, and answered.
  const superseded = grants
    .ofExtension(principal.id)
    .filter((old) => old.connectionId === connectionId && old.state === 'suspended');
  for (const { id: grantId } of superseded) {
    audit.append({ kind: 'grant.revoked', ...about, grantId, detail: 'superseded' });
  }
  grants.putAll([grant, ...superseded.map((old) => ({ ...old, state: 'revoked' as const, endedAt: at }))]);
  return grant;
};
