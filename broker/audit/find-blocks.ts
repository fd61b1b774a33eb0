import type { OpenedDatabase } from '../database/open-database.ts';
import { type RowFilter, wordsOfFilter } from './filter-rows.ts';

/** Counting stops here: which of two words is rarer is known by then. */
const countedBlocks = 200;

/**
 * Blocks from `from` on that may hold what the filter looks for, at most `limit`: down to older ones, or up to newer
 * ones. Begins with the rarest word, so that a block costs a look for each other word.
 */
export function findBlocks(
  database: OpenedDatabase,
  filter: RowFilter,
  from: number,
  limit: number,
  towards: 'older' | 'newer' = 'older',
): readonly number[] {
  const count = database
    .prepare('SELECT count(*) FROM (SELECT 1 FROM block_words WHERE word = ? LIMIT ?)')
    .raw();
  const blocksWith = (word: string): number =>
    ((count.get([word, countedBlocks]) ?? [0]) as unknown as readonly [number])[0];
  const words = wordsOfFilter(filter)
    .map((word) => ({ word, blocks: blocksWith(word) }))
    .sort((a, b) => a.blocks - b.blocks)
    .map(({ word }) => word);
  const parts: string[] = [];
  const values: unknown[] = [];
  // CROSS JOIN keeps this order: SQLite does not know which word is rare.
  const tables = words.map((word, at) => {
    values.push(word);
    parts.push(`w${at}.word = ?${at === 0 ? '' : ` AND w${at}.block = w0.block`}`);
    return `block_words AS w${at}`;
  });
  if (words.length > 0) parts.push('b.block = w0.block');
  const block = `${words.length > 0 ? 'w0' : 'b'}.block`;
  const [reaches, order] = towards === 'older' ? ['<=', 'DESC'] : ['>=', 'ASC'];
  parts.push(`${block} ${reaches} ?`);
  values.push(from);
  if (filter.since !== undefined) {
    parts.push('b.newest >= ?');
    values.push(filter.since);
  }
  if (filter.until !== undefined) {
    parts.push('b.oldest <= ?');
    values.push(filter.until);
  }
  const found = database
    .prepare(
      `SELECT b.block FROM ${[...tables, words.length > 0 ? 'blocks AS b' : 'blocks AS b INDEXED BY block_times'].join(' CROSS JOIN ')} WHERE ${parts.join(' AND ')} ORDER BY ${block} ${order} LIMIT ?`,
    )
    .raw()
    .all([...values, limit]) as unknown as readonly [number][];
  return found.map(([block]) => block);
}
