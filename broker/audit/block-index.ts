import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import { parseJson } from '../json/parse-json.ts';
import { atOf, blockOf, blockRows, firstOf, lastOf, wordsOf } from './block-words.ts';
import type { AuditRow } from './chain.ts';
import type { RowReader } from './read-rows.ts';

/**
 * Which words are in which block of 1,024 entries, so that a rare filter finds its entries in a log of any size. It is
 * written behind the log, a block at a time when the block is whole: no append waits for it, and an entry costs it 4 us.
 * It only says where to look; what is shown comes from the entries. Who edits it can hide entries from filters, which
 * `verify` names.
 */
export type BlockIndex = {
  /** Up to where filters rely on it. 0: nowhere. */
  through(): number;
  /** Adds the next whole block. False: there is none. @throws DatabaseError */
  addNext(): boolean;
  /** Inside the transaction that removes these entries. */
  removeThrough(seq: number): void;
  /** For one walk in order: whether a filter would find the entry. Remembers the block of the entry before. */
  finder(): (row: AuditRow) => boolean;
};

export function makeBlockIndex(database: OpenedDatabase, rows: RowReader): BlockIndex {
  const newestBlock = database.prepare('SELECT max(block) FROM blocks').raw();
  const oldBlocks = database.prepare('SELECT block, words FROM blocks WHERE block < ?');
  const spanOf = database.prepare('SELECT oldest, newest FROM blocks WHERE block = ?').raw();
  const hasWord = database.prepare('SELECT 1 FROM block_words WHERE word = ? AND block = ?').raw();
  const put = database.prepare(
    'INSERT OR REPLACE INTO blocks (block, oldest, newest, words) VALUES (?, ?, ?, ?)',
  );
  const putWord = database.prepare('INSERT OR REPLACE INTO block_words (word, block) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM blocks WHERE block = ?');
  const removeWord = database.prepare('DELETE FROM block_words WHERE word = ? AND block = ?');

  const lastBlock = (): number | undefined => {
    const [block] = (newestBlock.get([]) ?? []) as (number | null | undefined)[];
    return typeof block === 'number' ? block : undefined;
  };
  const newestSeq = (): number => rows.newest()?.seq ?? 0;

  const add = (block: number): void => {
    const found = rows.after(firstOf(block) - 1, lastOf(block), blockRows);
    const words = new Set<string>();
    let [oldest, newest] = [Number.MAX_SAFE_INTEGER, 0];
    for (const row of found) {
      for (const one of wordsOf(row)) words.add(one);
      const at = atOf(row);
      oldest = Math.min(oldest, at);
      newest = Math.max(newest, at);
    }
    put.run([block, oldest, newest, JSON.stringify([...words])]);
    for (const one of words) putWord.run([one, block]);
  };

  return Object.freeze<BlockIndex>({
    through: () => {
      const last = lastBlock();
      // A block that is not whole yet was put there by somebody else.
      return last === undefined || lastOf(last) >= newestSeq() ? 0 : lastOf(last);
    },
    addNext: () => {
      const next = (lastBlock() ?? blockOf(rows.checkpoint().seq + 1) - 1) + 1;
      if (lastOf(next) >= newestSeq()) return false;
      inTransaction(database, () => add(next));
      return true;
    },
    removeThrough: (seq) => {
      for (const { block, words } of oldBlocks.all([blockOf(seq + 1)]) as {
        block: number;
        words: string;
      }[]) {
        const listed = parseJson(words);
        if (Array.isArray(listed)) for (const one of listed) removeWord.run([String(one), block]);
        remove.run([block]);
      }
    },
    finder: () => {
      let known:
        | { readonly block: number; readonly span: readonly number[]; readonly words: Set<string> }
        | undefined;
      return (row) => {
        const block = blockOf(row.seq);
        if (known?.block !== block) {
          known = { block, span: (spanOf.get([block]) ?? []) as readonly number[], words: new Set() };
        }
        const { span, words } = known;
        const [oldest = Number.MAX_SAFE_INTEGER, newest = 0] = span;
        const at = atOf(row);
        if (at < oldest || at > newest) return false;
        for (const one of wordsOf(row)) {
          if (words.has(one)) continue;
          if (hasWord.get([one, block]) === undefined) return false;
          words.add(one);
        }
        return true;
      };
    },
  });
}
