import type { CapabilityId, ConnectionId, GrantId } from '@valetkey/api-contracts';
import { makePrompts } from '../consent/prompts.ts';
import { accountOf } from '../contracts/account.ts';
import type { SettingsTopic } from '../contracts/settings.ts';
import { type Halt, makeHalt } from '../grants/halt.ts';
import { type Ledger, makeLedger } from '../grants/ledger.ts';
import { type AgreedTools, makeAgreedTools } from '../mcp/agreed-tools.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { BrokerPowers } from '../powers.ts';
import { hostsOf } from '../providers/hosts-of.ts';
import type { ConnectionStates } from '../services/connection-states.ts';
import type { Kept } from '../stores/open-kept.ts';
import type { ChoiceStanding } from './order-choices.ts';
import type { RequestPowers } from './request-powers.ts';
import { makeUnmetRequests } from './unmet-requests.ts';

/** Who may ask for what, who decides, and the handles that came of it. */
export type Requests = RequestPowers & {
  readonly ledger: Ledger;
  readonly halt: Halt;
  readonly tools: AgreedTools;
};

const lookAgainMs = 150;
const servesRequests: ReadonlySet<SettingsTopic> = new Set(['connections', 'providers', 'protection']);

const standingOf = (
  { connections }: Pick<Kept, 'connections'>,
  states: ConnectionStates,
  id: ConnectionId,
): ChoiceStanding => {
  const noted = connections.noted(id);
  if (noted === undefined) return { state: 'suspended', stateReason: undefined, lastUsedAt: undefined };
  const [state, stateReason] = states.of(noted).standing;
  return { state, stateReason, lastUsedAt: noted.lastUsedAt };
};

export function makeRequests({
  powers,
  kept,
  oauth,
  states,
}: {
  readonly powers: Pick<
    BrokerPowers,
    | 'askConsent'
    | 'askChange'
    | 'askElicitation'
    | 'keepsRequestsOpen'
    | 'now'
    | 'after'
    | 'randomBytes'
    | 'makeId'
    | 'log'
  >;
  readonly kept: Pick<
    Kept,
    | 'connections'
    | 'grants'
    | 'places'
    | 'tools'
    | 'providers'
    | 'resolver'
    | 'audit'
    | 'lines'
    | 'note'
    | 'changes'
  >;
  readonly oauth: Pick<Oauth, 'stepUp' | 'signInMark'>;
  readonly states: ConnectionStates;
}): Requests {
  const { now, after, makeId } = powers;
  const { grants, note } = kept;
  const ledger = makeLedger({
    now,
    makeId: () => `cap_${makeId()}` as CapabilityId,
    after,
    onEnded: ({ id: capabilityId, principal, connectionId }, detail) =>
      note({ kind: 'capability.ended', extension: principal.id, connectionId, capabilityId, detail }),
  });
  const unmet = makeUnmetRequests({ now, changed: () => kept.changes.tell(['extensions']) });
  // A little later: a line in the log comes before what it tells of.
  let waking = false;
  kept.changes.follow((topics) => {
    if (waking || !topics.some((topic) => servesRequests.has(topic))) return;
    waking = true;
    after(lookAgainMs, () => {
      waking = false;
      unmet.lookAgain();
    });
  });
  return Object.freeze<Requests>({
    resolver: kept.resolver,
    grants,
    audit: kept.audit,
    lines: kept.lines,
    now,
    ledger,
    stepUp: oauth.stepUp,
    standingOf: (id) => standingOf(kept, states, id),
    accountOf: ({ record }) => accountOf(record, oauth.signInMark(record.id)),
    halt: makeHalt(),
    unmet,
    keepsOpen: powers.keepsRequestsOpen === true,
    prompts: makePrompts({
      ask: powers.askConsent,
      askChange: powers.askChange,
      askElicitation: powers.askElicitation,
      now,
      makeNonce: () => Buffer.from(powers.randomBytes(16)).toString('base64url'),
      log: powers.log,
    }),
    tools: makeAgreedTools({
      store: kept.tools,
      grants,
      transaction: kept.connections.transaction,
      ledger,
      note,
    }),
    confirmPlaces: (authority) => kept.places.confirm(hostsOf(authority), now()),
    provider: (id) => kept.providers.get(id)?.provider,
    makeGrantId: () => `gra_${makeId()}` as GrantId,
    makePromptId: makeId,
  });
}
