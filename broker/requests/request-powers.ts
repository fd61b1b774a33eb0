import type { ConnectionId, ConnectionProvider, GrantId, ProviderId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { LineAllowance } from '../audit/line-allowance.ts';
import { displayText } from '../consent/display-text.ts';
import type { Prompts } from '../consent/prompts.ts';
import type { Account } from '../contracts/account.ts';
import type { Authority } from '../contracts/connection.ts';
import type { Principal } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Halt } from '../grants/halt.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { AgreedTools } from '../mcp/agreed-tools.ts';
import type { StepUp } from '../oauth/step-up.ts';
import type { Resolved, Resolver } from '../resolve/resolve-connection.ts';
import type { ChoiceStanding } from './order-choices.ts';
import type { UnmetRequests } from './unmet-requests.ts';

export type RequestPowers = {
  readonly resolver: Resolver;
  readonly provider: (id: ProviderId) => ConnectionProvider | undefined;
  readonly grants: Pick<GrantStore, 'ofExtension' | 'inForceOf' | 'noteHandle' | 'putAll'>;
  readonly prompts: Prompts;
  readonly ledger: Pick<Ledger, 'issue' | 'end' | 'endWhere' | 'full'>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  readonly lines: Pick<LineAllowance, 'take' | 'giveBack'>;
  readonly halt: Pick<Halt, 'stopped' | 'signal'>;
  readonly unmet: UnmetRequests;
  /** The user can make a connection while a request waits for it. */
  readonly keepsOpen: boolean;
  readonly stepUp: StepUp;
  /** How a connection stands now, for a question in which it is offered. */
  readonly standingOf: (id: ConnectionId) => ChoiceStanding;
  /** As whom a connection acts now. */
  readonly accountOf: (resolved: Pick<Resolved, 'record'>) => Account;
  readonly tools: Pick<AgreedTools, 'listed' | 'agree' | 'agreeFirst' | 'agreeOnce' | 'ofGrant'>;
  /** The person said yes to a prompt that showed where this leads. */
  readonly confirmPlaces: (authority: Authority) => void;
  readonly makeGrantId: () => GrantId;
  readonly makePromptId: () => string;
  readonly now: () => number;
};

export const candidateOf = (
  resolved: Resolved,
  principal: Principal,
  accountOf: RequestPowers['accountOf'],
  moreScopes: readonly string[] = [],
) => ({
  connectionId: resolved.record.id,
  displayName: displayText(resolved.record.displayName, 120),
  scope: resolved.record.scope,
  origins: resolved.origins,
  authority: resolved.authority,
  grantDigest: resolved.grantDigestFor(principal),
  account: accountOf(resolved),
  moreScopes: moreScopes.length === 0 ? undefined : moreScopes,
});
