import type {
  Access,
  Authority,
  CapabilityRequest,
  ConnectionId,
  ConnectionRequest,
  ErrorAnswer,
  GrantRecord,
  Scope,
} from '@valetkey/api-contracts';
import { type UncoveredPart, uncovered, withoutCallbacks } from './covers.ts';

/** A connection that could serve the request, with what deciding needs to know of it. */
export type Candidate = {
  readonly connectionId: ConnectionId;
  readonly displayName: string;
  readonly scope: Scope;
  readonly origins: readonly string[];
  readonly authority: Authority;
  /** Over the connection's authority and the asking principal, as both are now. */
  readonly grantDigest: string;
  /** OAuth 2 scopes that are asked for and that its sign-in lacks. Absent: none. */
  readonly moreScopes?: readonly string[];
};

/** A request with what it asks for spelled out: where the extension named nothing, all that its manifest declares. */
export type CompleteRequest = CapabilityRequest & { readonly access: Access };

export type Situation = {
  readonly request: CompleteRequest;
  /** What the extension's manifest declares. */
  readonly declared: readonly ConnectionRequest[];
  readonly providerKnown: boolean;
  /** In the order in which they are offered, and looked for grants on (connections/precedence.ts). */
  readonly candidates: readonly Candidate[];
  /** Stored grants of this extension, in any state. */
  readonly grants: readonly GrantRecord[];
  readonly now: number;
};

export type Choice = Candidate & { readonly before?: Authority };

export type Decision =
  | { readonly kind: 'refuse'; readonly error: ErrorAnswer }
  | { readonly kind: 'grant'; readonly grant: GrantRecord }
  | { readonly kind: 'ask'; readonly choices: readonly Choice[] };

/** A stored grant that nobody has used for so long is asked for again. */
export const unusedGrantMs = 90 * 24 * 60 * 60 * 1000;

/** The whole policy of consent, in order. Pure: it sees values, and what it returns is carried out elsewhere. */
export const decide = (situation: Situation): Decision => {
  const { request, declared, providerKnown, candidates, grants, now } = situation;

  const undeclared = undeclaredPart(declared, request);
  if (undeclared !== undefined) return refuse({ code: 'not-declared', ...undeclared });
  if (!providerKnown) return refuse({ code: 'provider-unknown' });

  if (candidates.length === 0) return refuse({ code: 'no-connection' });

  for (const candidate of candidates) {
    const grant = grants.find((stored) => holds(stored, candidate, request.access, now));
    if (grant !== undefined) return { kind: 'grant', grant };
  }
  return {
    kind: 'ask',
    choices: candidates.map((candidate) => {
      const changed = grants.find(
        (stored) => stored.connectionId === candidate.connectionId && stored.state === 'suspended',
      );
      return changed === undefined ? candidate : { ...candidate, before: changed.authority };
    }),
  };
};

export const completeRequest = (
  request: CapabilityRequest,
  declared: readonly ConnectionRequest[],
): CompleteRequest => {
  const entry = declared.find(({ provider }) => provider === request.provider);
  const none: Access = { methods: [], paths: [], mcpTools: [] };
  return {
    ...request,
    access: request.access ?? entry?.access ?? none,
    scopes: request.scopes ?? entry?.scopes ?? [],
  };
};

const refuse = (error: ErrorAnswer): Decision => ({ kind: 'refuse', error });

const undeclaredPart = (
  declared: readonly ConnectionRequest[],
  request: CompleteRequest,
): { caveat: UncoveredPart } | { at: 'provider' | 'scopes' } | undefined => {
  const entries = declared.filter((entry) => entry.provider === request.provider);
  if (entries.length === 0) return { at: 'provider' };
  const { scopes = [] } = request;
  const inOne = entries.some((entry) => scopes.every((scope) => entry.scopes?.includes(scope) === true));
  if (!inOne && scopes.length > 0) return { at: 'scopes' };
  const missing = entries.map((entry) => uncovered(entry.access, request.access));
  const [first] = missing;
  return missing.includes(undefined) || first === undefined ? undefined : { caveat: first };
};

const holds = (grant: GrantRecord, candidate: Candidate, wanted: Access, now: number): boolean =>
  grant.state === 'active' &&
  // A grant is not leave to send the user to the service for more.
  (candidate.moreScopes ?? []).length === 0 &&
  grant.connectionId === candidate.connectionId &&
  grant.authorityDigest === candidate.grantDigest &&
  (grant.caveats.expiresAt === undefined || grant.caveats.expiresAt > now) &&
  (grant.lastUsedAt ?? grant.createdAt) + unusedGrantMs > now &&
  uncovered(grant.caveats, withoutCallbacks(wanted, grant.withheldCallbacks)) === undefined;
