import type { Access, GrantId, Limits, McpCallback } from '@valetkey/api-contracts';
import { nameInLine, originsInLine } from '../audit/authority-in-line.ts';
import { asksLess } from '../consent/asks-less.ts';
import { meets } from '../consent/covers.ts';
import { widens } from '../consent/limits.ts';
import type { CountedCosts, GrantRecord, Principal } from '../contracts/grant.ts';
import type { McpAsking, ToolClaim } from '../contracts/mcp-tools.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { RequestPowers } from './request-powers.ts';

/** Keeps an "always": bound to where the secret goes and to who was allowed. Durable when this returns. */
export function storeGrant(
  wanted: {
    readonly principal: Principal;
    readonly resolved: Resolved;
    readonly access: Access;
    readonly withheldCallbacks: readonly McpCallback[];
    readonly limits: Limits | undefined;
    readonly countedCosts: CountedCosts | undefined;
    readonly mcpAsking: McpAsking | undefined;
    /** MCP tools that were shown. Undefined: none could be, and the first list is agreed to. */
    readonly tools: readonly ToolClaim[] | undefined;
    readonly reason: string;
    /** The question that was answered with it. */
    readonly prompt: string;
  },
  {
    grants,
    ledger,
    audit,
    tools,
    makeGrantId,
    now,
  }: Pick<RequestPowers, 'grants' | 'ledger' | 'audit' | 'tools' | 'makeGrantId' | 'now'>,
): GrantRecord {
  const { principal, resolved, access, withheldCallbacks, limits, countedCosts, mcpAsking, reason, prompt } =
    wanted;
  const { id: connectionId, displayName } = resolved.record;
  const at = now();
  const authorityDigest = resolved.grantDigestFor(principal);
  // Several requests can wait for one prompt: its answer is one grant, and one revocation ends it.
  const isSame = (stored: GrantRecord): boolean =>
    stored.state === 'active' &&
    stored.connectionId === connectionId &&
    stored.authorityDigest === authorityDigest &&
    JSON.stringify([
      stored.caveats,
      stored.limits,
      stored.countedCosts,
      stored.mcpAsking,
      stored.withheldCallbacks ?? [],
    ]) === JSON.stringify([access, limits, countedCosts, mcpAsking, withheldCallbacks]);
  const same = grants.inForceOf(principal.id).find(isSame);
  const given = same && grants.noteHandle(same.id, at);
  // Unless another process changed it between.
  if (given !== undefined && isSame(given)) {
    tools.agree(given.id, wanted.tools);
    return given;
  }
  const grant: GrantRecord = {
    id: makeGrantId(),
    principal,
    connectionId,
    caveats: access,
    reason,
    withheldCallbacks: withheldCallbacks.length === 0 ? undefined : [...withheldCallbacks],
    limits,
    countedCosts,
    mcpAsking,
    authority: resolved.authority,
    authorityDigest,
    state: 'active',
    createdAt: at,
    lastHandleAt: at,
    handles: 1,
  };
  const about = { extension: principal.id, connectionId, reason, prompt };
  audit.appendDurably({
    kind: 'grant.created',
    ...about,
    connectionName: nameInLine(displayName),
    grantId: grant.id,
    given: access,
    limits,
    origins: originsInLine(resolved.authority),
  });
  // The suspended grant on this connection was requested again, and answered.
  const superseded = grants
    .inForceOf(principal.id)
    .filter(
      (old) => old.connectionId === connectionId && (old.state === 'suspended' || isLoosenedBy(old, grant)),
    );
  for (const { id: grantId } of superseded) {
    audit.append({ kind: 'grant.revoked', ...about, grantId, detail: 'superseded' });
  }
  const named = { ...grant, ...tools.agreeFirst(grant.id, wanted.tools) };
  grants.putAll([named, ...superseded.map((old) => ({ ...old, state: 'revoked' as const, endedAt: at }))]);
  // As where a grant is limited in Settings: what is out was given for more, asks again, and gets what is left.
  const ids = new Set<GrantId | undefined>(superseded.map(({ id }) => id));
  ledger.endWhere(({ grantId }) => ids.has(grantId), 'limited');
  return named;
}

/**
 * Whether an older "always" lets what the new one closes or asks about. It would hold again once the new one ends, by
 * its time or because somebody revokes it: taking away would then give.
 */
const isLoosenedBy = (old: GrantRecord, { caveats, limits, mcpAsking }: GrantRecord): boolean => {
  if (!meets(caveats, old.caveats)) return false;
  const hasTools = old.caveats.mcpTools.length > 0;
  return widens(limits, old.limits) || (hasTools && asksLess(mcpAsking, old.mcpAsking));
};
