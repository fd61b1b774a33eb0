import type { ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Spending } from '../audit/spend.ts';
import type { Live } from '../grants/ledger.ts';

/** What one use takes from its budget today. Undefined: the person set none. */
export function spendingOf(
  { usesPerDay: atMost, principal, connectionId }: Pick<Live, 'usesPerDay' | 'principal' | 'connectionId'>,
  now: number,
): Spending | undefined {
  return atMost === undefined
    ? undefined
    : { who: budgetOwner(principal.id, connectionId), day: dayOf(now), atMost };
}

/** Every grant and handle of an extension on a connection: revoking, undoing and asking again begin no new one. */
export const budgetOwner = (extension: ExtensionId, connectionId: ConnectionId): string =>
  `${extension} ${connectionId}`;

export const isSpent = (
  spending: Spending | undefined,
  { spent }: Pick<AuditLog, 'spent'>,
): spending is Spending => spending !== undefined && spent(spending) >= spending.atMost;

/** As people count days: from midnight to midnight where the broker runs. */
export const dayOf = (now: number): string => {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Until the budget is whole again, in milliseconds. */
export const untilRenewed = (now: number): number => new Date(now).setHours(24, 0, 0, 0) - now;
