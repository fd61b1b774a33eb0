import type { AuditEvent } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { EntryWriter } from './append-entry.ts';
import type { Head } from './chain.ts';

/** One use of a daily budget, which the entry of that use is written with. */
export type Spending = {
  /** Whose budget. */
  readonly who: string;
  /** `2026-11-30`, where the broker runs. */
  readonly day: string;
  readonly atMost: number;
};

export type Spend = {
  /** Counts one use and appends its entry, or does neither: undefined where the budget is spent. @throws as `append` */
  append(event: AuditEvent, spending: Spending): Head | undefined;
  /** Uses of that day, by all processes. */
  spent(spending: Pick<Spending, 'who' | 'day'>): number;
};

/** Days are kept longer than they count: where the clock goes back over midnight, nothing is given twice. */
const daysKept = 7;

export function makeSpend(database: OpenedDatabase, writer: EntryWriter): Spend {
  const count = database.prepare(`
    INSERT INTO spent VALUES (?1, ?2, 1)
    ON CONFLICT DO UPDATE SET uses = uses + 1 WHERE uses < ?3
    RETURNING uses`);
  const forget = database.prepare(`DELETE FROM spent WHERE day < date(?1, '-${daysKept} days')`);
  const read = database.prepare('SELECT uses FROM spent WHERE day = ?1 AND who = ?2');
  return Object.freeze<Spend>({
    append: (event, { who, day, atMost }) => {
      const before = writer.head;
      try {
        return inTransaction(database, () => {
          const [counted] = count.all([day, who, atMost]) as { uses: number }[];
          if (counted === undefined) return undefined;
          if (counted.uses === 1) forget.run([day]);
          return writer.append(event);
        });
      } catch (error) {
        writer.goBackTo(before);
        throw error;
      }
    },
    spent: ({ who, day }) => (read.get([day, who]) as { uses: number } | undefined)?.uses ?? 0,
  });
}
