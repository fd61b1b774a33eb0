import type { Client, ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import { partOfUse, type SettingsContract } from '@valetkey/broker/contracts';

/** Whose uses: those of a connection, or of an extension. */
export type UsedBy = { readonly connectionId: ConnectionId } | { readonly extension: ExtensionId };

export type UsesByDay = {
  /** Oldest first, one for each day of the calendar here, each with its beginning. */
  readonly days: readonly { readonly at: number; readonly uses: number }[];
  /** There may be more than were counted: the log is too long for that, or does not go back so far. */
  readonly more: boolean;
};

export const daysShown = 30;
const pageSize = 1_000;
/** A log of one busy extension is not read to its end for a small picture. */
const mostPages = 20;

/** Uses that were sent, of the last 30 days with today, from the log. */
export async function usesByDay(
  { listAudit, auditStatus }: Pick<Client<SettingsContract>, 'listAudit' | 'auditStatus'>,
  usedBy: UsedBy,
  now = Date.now(),
): Promise<UsesByDay> {
  const begins = daysBefore(now);
  const uses = new Map<number, number>();
  let before: number | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await listAudit({
      ...usedBy,
      kind: 'use.intended',
      since: begins[0],
      limit: pageSize,
      before,
    });
    for (const { at, detail } of found.entries) {
      if (detail === partOfUse) continue;
      const day = dayOf(at);
      uses.set(day, (uses.get(day) ?? 0) + 1);
    }
    before = found.next;
    if (before === undefined) break;
  }
  // Asked last: what was removed while the pages were read is missing too.
  const { removed, oldestAt = now } = await auditStatus();
  const isCut = removed > 0 && oldestAt > (begins[0] ?? 0);
  return { days: begins.map((at) => ({ at, uses: uses.get(at) ?? 0 })), more: before !== undefined || isCut };
}

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** By the calendar: a day in which clocks change is a day. */
const daysBefore = (now: number): number[] =>
  Array.from({ length: daysShown }, (_, back) => {
    const day = new Date(now);
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() - (daysShown - 1 - back));
    return day.getTime();
  });
