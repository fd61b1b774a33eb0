import type { OpenedDatabase } from '../database/open-database.ts';
import { type AuditRow, genesis, type Head } from './chain.ts';

/** The last entry that was pruned; `at` and `removed` (since ever) are for people. */
export type Checkpoint = Head & {
  readonly at: number;
  readonly removed: number;
  /** Hashes of what was pruned (log-tree.ts). Undefined: pruned before they were kept. */
  readonly tree?: string | undefined;
};
export type SealedHead = Head & { readonly seal: string };

export const untouched: Checkpoint = Object.freeze({ seq: 0, link: genesis, at: 0, removed: 0 });

export type RowReader = {
  checkpoint(): Checkpoint;
  sealedHead(): SealedHead | undefined;
  newest(): Head | undefined;
  linkAt(seq: number): string | undefined;
  after(seq: number, through: number, limit: number): AuditRow[];
};

/**
 * The reads that more than one step needs, as prepared statements. Each answer stands by itself: who needs several
 * to agree asks inside one transaction. A damaged value becomes a text or number that fits nothing.
 */
export const makeRowReader = (database: OpenedDatabase): RowReader => {
  const one = (sql: string) => {
    const statement = database.prepare(sql).raw();
    return (...values: unknown[]) => statement.get(values) as unknown[] | undefined;
  };
  const checkpoint = one('SELECT seq, link, at, removed, tree FROM checkpoint WHERE id = 1');
  const sealedHead = one('SELECT seq, link, seal FROM head WHERE id = 1');
  const newest = one('SELECT seq, link FROM entries ORDER BY seq DESC LIMIT 1');
  const linkAt = one('SELECT link FROM entries WHERE seq = ?');
  const after = database.prepare(
    'SELECT seq, line, link FROM entries WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
  );

  return Object.freeze({
    checkpoint() {
      const row = checkpoint();
      if (row === undefined) return untouched;
      const [seq, link, at, removed, tree] = row;
      return {
        seq: Number(seq),
        link: String(link),
        at: Number(at),
        removed: Number(removed),
        tree: tree === null ? undefined : String(tree),
      };
    },
    sealedHead() {
      const row = sealedHead();
      return row && { seq: Number(row[0]), link: String(row[1]), seal: String(row[2]) };
    },
    newest() {
      const row = newest();
      return row && { seq: Number(row[0]), link: String(row[1]) };
    },
    linkAt(seq) {
      const row = linkAt(seq);
      return row && String(row[0]);
    },
    after: (seq, through, limit) => after.all([seq, through, limit]) as AuditRow[],
  });
};
