import {
  type BudgetKind,
  type Budgets,
  budgetKinds,
  type ConnectionId,
  type ErrorAnswer,
  type ExtensionId,
  type Limits,
  type ProviderCosts,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Budget, Spending } from '../audit/spend.ts';
import { eachSet } from '../contracts/budget-words.ts';
import type { CountedCosts, GrantView } from '../contracts/grant.ts';
import { midnight } from '../contracts/midnight.ts';
import type { Live } from '../grants/ledger.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';

/** What something takes from the budgets of a capability today. Undefined: from none that the person set. */
export function spendingOf(
  { budgets, principal, connectionId }: Pick<Live, 'budgets' | 'principal' | 'connectionId'>,
  amounts: Budgets,
  now: number,
): Spending | undefined {
  const takes = budgetKinds.flatMap((kind) => {
    const [atMost, amount] = [budgets[kind], amounts[kind]];
    return atMost === undefined || amount === undefined ? [] : [{ kind, amount, atMost }];
  });
  return takes.length === 0 ? undefined : { ...budgetOf(principal.id, connectionId, now), takes };
}

/** Every grant and handle of an extension on a connection: revoking, undoing and asking again begin no new one. */
const budgetOf = (extension: ExtensionId, connectionId: ConnectionId, now: number): Budget => ({
  who: `${extension} ${connectionId}`,
  day: dayOf(now),
});

/** The kind of which less is left than this takes. */
export const spentKind = (
  spending: Spending | undefined,
  { spent }: Pick<AuditLog, 'spent'>,
): BudgetKind | undefined =>
  spending?.takes.find(({ kind, amount, atMost }) => spent(spending, kind) + amount > atMost)?.kind;

/** As people count days: from midnight to midnight where the broker runs. */
export const dayOf = (now: number): string => {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Today, of each kind that a grant's limits bound. */
export const spentOf = (
  { extension, connectionId, limits = {} }: BoundGrant,
  now: number,
  spent: AuditLog['spent'],
): Budgets => {
  const budget = budgetOf(extension, connectionId, now);
  return Object.fromEntries(eachSet(limits, (kind) => [kind, spent(budget, kind)]));
};
type BoundGrant = {
  readonly extension: ExtensionId;
  readonly connectionId: ConnectionId;
  readonly limits?: Limits | undefined;
};

const counted = ['requests', 'tools'] as const;

/** What a budget of costs counts, to be kept with it. Undefined: it would count nothing. */
export const countedBy = (costs: ProviderCosts | undefined): CountedCosts | undefined =>
  costs && { unit: costs.unit, of: counted.filter((part) => costs[part] !== undefined) };

/** Whether its provider counts otherwise by now: then a budget of costs is not the one that the person set. */
export const uncountedNow = (
  { costPerDay }: Budgets = {},
  before: CountedCosts | undefined,
  { costs }: Pick<ConnectionInUse, 'costs'>,
): GrantView['uncounted'] => {
  if (costPerDay === undefined) return undefined;
  const now = countedBy(costs);
  if (before === undefined || now === undefined) return 'costs-dropped';
  if (before.unit !== now.unit) return 'costs-changed';
  return before.of.every((part) => now.of.includes(part)) ? undefined : 'costs-dropped';
};

export const uncountedAnswer = (
  { budgets, countedCosts }: Pick<Live, 'budgets' | 'countedCosts'>,
  connection: Pick<ConnectionInUse, 'costs'>,
): ErrorAnswer | undefined => {
  const why = uncountedNow(budgets, countedCosts, connection);
  return why && { code: 'caveat-refused', caveat: 'costPerDay', why };
};

/** It is whole again at midnight. */
export const spentAnswer = (caveat: BudgetKind, now: number): ErrorAnswer => ({
  code: 'caveat-refused',
  caveat,
  retryAfterMs: midnight(now, 1) - now,
});

/** Before an extension has bytes that came. @throws ValetkeyError where fewer are left: then it does not get them */
export const takeReceived = (
  live: Live,
  bytesPerDay: number,
  { audit, now }: { readonly audit: Pick<AuditLog, 'takeReceived'>; readonly now: () => number },
): void => {
  const at = now();
  const spending = spendingOf(live, { bytesPerDay }, at);
  const spent = spending && audit.takeReceived(spending);
  if (spent !== undefined) throw new ValetkeyError(spentAnswer(spent, at));
};
