import type { Migration } from '../database/open-database.ts';

/**
 * `line` is the canonical text of an entry and `link` its place in the chain (chain.ts). There is nothing else to
 * keep equal to it: a column that repeats a field would be a second truth, which an attacker edits alone. Filters read
 * the text. No append pays for an index: one of SQLite's own costs each 3 to 7 microseconds. `blocks` and `block_words`
 * are written behind the log and only say where a filter has to look (block-index.ts).
 *
 * No STRICT, NOT NULL or CHECK: `quick_check` at opening would refuse the whole file over one damaged entry, and
 * with it the entries that are sound and every request from then on.
 *
 * `checkpoint` has one row once something was pruned: the last entry that is gone. `head` has one row once a key was
 * there: the newest sealed entry (seal-head.ts).
 */
/** What grows with the log: too much to look at before it is opened. `verify` reads all of it. */
export const growingTables: readonly string[] = ['entries', 'blocks', 'block_words'];

export const auditMigrations: readonly Migration[] = [
  {
    name: 'audit-chain',
    sql: `
      CREATE TABLE entries (seq INTEGER PRIMARY KEY, line TEXT, link TEXT);
      CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, seq INTEGER, link TEXT, at INTEGER, removed INTEGER);
      CREATE TABLE head (id INTEGER PRIMARY KEY, seq INTEGER, link TEXT, seal TEXT);
    `,
  },
  {
    name: 'audit-blocks',
    sql: `
      CREATE TABLE blocks (block INTEGER PRIMARY KEY, oldest INTEGER, newest INTEGER, words TEXT);
      CREATE INDEX block_times ON blocks (block, oldest, newest);
      CREATE TABLE block_words (word TEXT, block INTEGER, PRIMARY KEY (word, block)) WITHOUT ROWID;
    `,
  },
  { name: 'audit-tree', sql: 'ALTER TABLE checkpoint ADD COLUMN tree TEXT' },
  {
    // Of a day and whose budget it is. No second truth about the log: it says how much of it counted.
    name: 'audit-spent',
    sql: 'CREATE TABLE spent (day TEXT, who TEXT, uses INTEGER, PRIMARY KEY (day, who)) WITHOUT ROWID',
  },
  {
    // A row for each kind of budget (extension-api/contracts/budgets.ts).
    name: 'audit-spent-by-kind',
    sql: `
      CREATE TABLE spent_by_kind (day TEXT, who TEXT, kind TEXT, amount INTEGER, PRIMARY KEY (day, who, kind))
        WITHOUT ROWID;
      INSERT INTO spent_by_kind SELECT day, who, 'usesPerDay', uses FROM spent;
      DROP TABLE spent;
    `,
  },
];
