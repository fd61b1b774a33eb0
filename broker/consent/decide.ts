import {
  type Access,
  type CapabilityRequest,
  type ConnectionId,
  type ConnectionRequest,
  defined,
  type ErrorAnswer,
  type Limits,
  levelFrom,
} from '@valetkey/api-contracts';
import type { Account } from '../contracts/account.ts';
import type { Authority, Scope } from '../contracts/connection.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import type { Asking } from '../contracts/limit-choices.ts';
import { beyond, type UncoveredPart, uncovered, withoutCallbacks } from './covers.ts';
import { standingOfGrant } from './grant-standing.ts';
import { widens } from './limits.ts';

/** A connection that could serve the request, with what deciding needs to know of it. */
export type Candidate = {
  readonly connectionId: ConnectionId;
  readonly displayName: string;
  readonly scope: Scope;
  readonly origins: readonly string[];
  readonly authority: Authority;
  /** Over the connection's authority and the asking principal, as both are now. */
  readonly grantDigest: string;
  /** As whom it acts now. */
  readonly account: Account;
  /** OAuth 2 scopes that are asked for and that its sign-in lacks. Absent: none. */
  readonly moreScopes?: readonly string[] | undefined;
};

/** A request with what it asks for spelled out: where the extension named nothing, all that its manifest declares. */
export type CompleteRequest = CapabilityRequest & { readonly access: Access; readonly reason: string };

export type Situation = {
  readonly request: CompleteRequest;
  /** What the extension's manifest declares. */
  readonly declared: readonly ConnectionRequest[];
  readonly providerKnown: boolean;
  /** In the order in which they are offered, and looked for grants on (connections/precedence.ts). */
  readonly candidates: readonly Candidate[];
  /** Stored grants of this extension; revoked ones are not needed. */
  readonly grants: readonly GrantRecord[];
  readonly now: number;
};

export type Choice = Candidate & {
  /** Of a suspended grant: what was agreed to. */
  readonly before?: Authority;
  /** What is asked for beyond an earlier "always" on this connection. Absent: there was none, or nothing is new. */
  readonly also?: Access[];
  /** What the person took from that grant: the answer begins with it. */
  readonly limits?: Limits;
};

export type RequestDecision =
  | { readonly kind: 'refuse'; readonly error: ErrorAnswer }
  | { readonly kind: 'grant'; readonly grant: GrantRecord }
  | { readonly kind: 'ask'; readonly choices: readonly Choice[] };

/** The whole policy of consent, in order. Pure: it sees values, and what it returns is carried out elsewhere. */
export function decide(situation: Situation): RequestDecision {
  const { request, declared, providerKnown, candidates, grants, now } = situation;

  const undeclared = undeclaredPart(declared, request);
  if (undeclared !== undefined) return refuse({ code: 'not-declared', ...undeclared });
  if (!providerKnown) return refuse({ code: 'provider-unknown' });

  if (candidates.length === 0) return refuse({ code: 'no-connection' });

  for (const candidate of candidates) {
    // The latest that holds: what the person said last about a connection counts.
    const grant = grants.findLast((stored) => holds(stored, candidate, request.access, now));
    if (grant !== undefined) return { kind: 'grant', grant };
  }
  return {
    kind: 'ask',
    choices: candidates.map((candidate) => {
      const its = grants.filter((stored) => stored.connectionId === candidate.connectionId);
      const changed = its.findLast(({ state }) => state === 'suspended');
      const had = changed ?? its.findLast((stored) => standingOfGrant(stored, now) === 'in-force');
      // Of what it had, the person may have taken something: that is new, too.
      const left = had && levelFrom(had.caveats, had.limits ?? {});
      const also = left === undefined ? [] : beyond(left, request.access);
      return {
        ...candidate,
        ...defined({
          before: changed?.authority,
          also: also.length === 0 ? undefined : also,
          limits: had && stillLimiting({ ...had.limits, ...askingOf(its, now) }, now),
        }),
      };
    }),
  };
}

/** Before what the person is asked by any of them: a later grant for something else does not take that back. */
const askingOf = (grants: readonly GrantRecord[], now: number): Asking => {
  const held = grants.filter((one) => one.state === 'suspended' || standingOfGrant(one, now) === 'in-force');
  const asks = new Set(held.flatMap(({ limits }) => limits?.asks ?? []));
  const runs = new Set(held.flatMap(({ limits }) => limits?.runs ?? []));
  // What one of them lets run, another may ask about.
  const running = [...runs].filter((one) =>
    held.every(({ limits = {} }) => !widens(limits, { ...limits, runs: [one] })),
  );
  return {
    asks: asks.size === 0 ? undefined : [...asks],
    runs: running.length === 0 ? undefined : running,
  };
};

/** Undefined: nothing is taken from it, or no more. */
const stillLimiting = (limits: Limits, now: number): Limits | undefined => {
  const { expiresAt, ...others } = limits;
  const still = defined({ ...others, expiresAt: (expiresAt ?? 0) > now ? expiresAt : undefined });
  return Object.keys(still).length === 0 ? undefined : still;
};

export const completeRequest = (
  request: CapabilityRequest,
  declared: readonly ConnectionRequest[],
): CompleteRequest => {
  const { access: asked } = request;
  const entries = declared.filter(({ provider }) => provider === request.provider);
  // Of several, the one that allows it: another's reason would be about something else.
  const fitting = asked && entries.find(({ access }) => uncovered(access, asked) === undefined);
  const entry = fitting ?? entries[0];
  const none: Access = { methods: [], paths: [], mcpTools: [] };
  return {
    ...request,
    reason: request.reason ?? entry?.reason ?? '', // undeclared, it is refused before anybody reads it
    access: request.access ?? entry?.access ?? none,
    scopes: request.scopes ?? entry?.scopes ?? [],
  };
};

const refuse = (error: ErrorAnswer): RequestDecision => ({ kind: 'refuse', error });

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
  standingOfGrant(grant, now) === 'in-force' &&
  // A grant is not leave to send the user to the service for more.
  (candidate.moreScopes ?? []).length === 0 &&
  grant.connectionId === candidate.connectionId &&
  grant.authorityDigest === candidate.grantDigest &&
  uncovered(grant.caveats, withoutCallbacks(wanted, grant.withheldCallbacks)) === undefined;
