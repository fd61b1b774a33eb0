import type { BudgetKind } from '@valetkey/api-contracts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { EntryWriter } from './append-entry.ts';
import type { Head } from './chain.ts';

/** Whose budgets, on which day. */
export type Budget = {
  readonly who: string;
  /** `2026-11-30`, where the broker runs. */
  readonly day: string;
};

/** What something takes from the budgets of a day. */
export type Spending = Budget & {
  readonly takes: readonly { readonly kind: BudgetKind; readonly amount: number; readonly atMost: number }[];
};

export type Spend = {
  /** Counts all of it and appends its entry, or does neither: then it names what is spent. @throws as `append` */
  append(event: AuditEvent, spending: Spending): Head | BudgetKind;
  /** Counts what came already, at most what is left. Names what had less left. @throws what SQLite throws */
  take(spending: Spending): BudgetKind | undefined;
  /** Of that day, by all processes. */
  spent(budget: Budget, kind: BudgetKind): number;
};

type Taken = Spending['takes'][number] & { readonly left: number };

/** Days are kept longer than they count: where the clock goes back over midnight, nothing is given twice. */
const daysKept = 7;

export function makeSpend(database: OpenedDatabase, writer: EntryWriter): Spend {
  const add = database.prepare(`
    INSERT INTO spent_by_kind VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET amount = amount + ?4`);
  const forget = database.prepare(`DELETE FROM spent_by_kind WHERE day < date(?1, '-${daysKept} days')`);
  const read = database.prepare('SELECT amount FROM spent_by_kind WHERE day = ?1 AND who = ?2 AND kind = ?3');

  const spent: Spend['spent'] = ({ who, day }, kind) =>
    (read.get([day, who, kind]) as { amount: number } | undefined)?.amount ?? 0;
  /** In a transaction, which has the only lock for writing: what is left stays so until it is taken. */
  const leftOf = (spending: Spending): Taken[] =>
    spending.takes.map((one) => ({ ...one, left: one.atMost - spent(spending, one.kind) }));
  const beyond = (takes: readonly Taken[]): BudgetKind | undefined =>
    takes.find(({ amount, left }) => amount > left)?.kind;
  const count = ({ who, day }: Budget, takes: readonly Taken[]): void => {
    for (const { kind, amount, left } of takes) {
      const counted = Math.min(amount, left);
      if (counted > 0) add.run([day, who, kind, counted]);
    }
    if (takes.some(({ left, atMost }) => left === atMost)) forget.run([day]);
  };

  return Object.freeze<Spend>({
    append: (event, spending) => {
      const before = writer.head;
      try {
        return inTransaction(database, () => {
          const takes = leftOf(spending);
          const tooMuch = beyond(takes);
          if (tooMuch !== undefined) return tooMuch;
          count(spending, takes);
          return writer.append(event);
        });
      } catch (error) {
        writer.goBackTo(before);
        throw error;
      }
    },
    take: (spending) =>
      inTransaction(database, () => {
        const takes = leftOf(spending);
        count(spending, takes);
        return beyond(takes);
      }),
    spent,
  });
}

/** All that was spent on a day, read at once: for who only looks. */
export const spentOn = (database: OpenedDatabase, day: string): Spend['spent'] => {
  const rows = database.prepare('SELECT who, kind, amount FROM spent_by_kind WHERE day = ?1').all([day]);
  const amounts = new Map(
    (rows as { who: string; kind: string; amount: number }[]).map(({ who, kind, amount }) => [
      `${who} ${kind}`,
      amount,
    ]),
  );
  return ({ who }, kind) => amounts.get(`${who} ${kind}`) ?? 0;
};
