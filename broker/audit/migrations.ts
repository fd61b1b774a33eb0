import type { Migration } from '../database/open-database.ts';

/**
 * `line` is the canonical text of an entry and `link` its place in the chain (chain.ts). There is nothing else to
 * keep equal to it: a column that repeats a field would be a second truth, which an attacker edits alone. For the
 * same reason there is no index: filters read the text, a scan of 100,000 entries takes 30 to 50 ms, and each index
 * cost every append 3 to 7 microseconds.
 *
 * No STRICT, NOT NULL or CHECK: `quick_check` at opening would refuse the whole file over one damaged entry, and
 * with it the entries that are sound and every request from then on.
 *
 * `checkpoint` has one row once something was pruned: the last entry that is gone. `head` has one row once a key was
 * there: the newest sealed entry (seal-head.ts).
 */
export const auditMigrations: readonly Migration[] = [
  {
    name: 'audit-chain',
    sql: `
      CREATE TABLE entries (seq INTEGER PRIMARY KEY, line TEXT, link TEXT);
      CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, seq INTEGER, link TEXT, at INTEGER, removed INTEGER);
      CREATE TABLE head (id INTEGER PRIMARY KEY, seq INTEGER, link TEXT, seal TEXT);
    `,
  },
];
