import type Libsql from 'libsql';
import type { OpenedDatabase } from '../database/open-database.ts';

export type Row = [id: string, record: string];
export type Extra = [lastTest: string | null, lastUsedAt: number | null];

export type ConnectionSql = Readonly<
  Record<
    | 'everything'
    | 'all'
    | 'page'
    | 'count'
    | 'one'
    | 'hide'
    | 'show'
    | 'hidden'
    | 'extra'
    | 'insert'
    | 'update'
    | 'remove'
    | 'test'
    | 'touch',
    Libsql.Statement
  >
>;

/** The SQL of connections, prepared once. Who is hidden is found by `everything` and `hidden` only. */
export const prepareConnections = (database: OpenedDatabase): ConnectionSql => ({
  everything: database.prepare('SELECT id, record FROM connections ORDER BY id').raw(),
  all: database.prepare('SELECT id, record FROM connections WHERE hidden_at IS NULL ORDER BY id').raw(),
  page: database
    .prepare(
      `SELECT id, record, last_test, last_used_at FROM connections
       WHERE id > ? AND hidden_at IS NULL ORDER BY id LIMIT ?`,
    )
    .raw(),
  count: database.prepare('SELECT count(*) FROM connections WHERE hidden_at IS NULL').raw(),
  one: database.prepare('SELECT id, record FROM connections WHERE id = ? AND hidden_at IS NULL').raw(),
  hide: database.prepare('UPDATE connections SET hidden_at = ? WHERE id = ? AND hidden_at IS NULL'),
  show: database.prepare('UPDATE connections SET hidden_at = NULL WHERE id = ? AND hidden_at IS NOT NULL'),
  hidden: database
    .prepare('SELECT id, record, hidden_at FROM connections WHERE hidden_at IS NOT NULL ORDER BY hidden_at')
    .raw(),
  extra: database.prepare('SELECT last_test, last_used_at FROM connections WHERE id = ?').raw(),
  insert: database.prepare('INSERT INTO connections (id, record) VALUES (?, ?)'),
  // Compares the whole row as it was read: whoever wrote meanwhile, in whichever process, is not overwritten.
  update: database.prepare(
    'UPDATE connections SET record = ?, last_test = CASE ? WHEN 1 THEN NULL ELSE last_test END WHERE id = ? AND record = ?',
  ),
  remove: database.prepare('DELETE FROM connections WHERE id = ?'),
  test: database.prepare('UPDATE connections SET last_test = ? WHERE id = ?'),
  touch: database.prepare(
    'UPDATE connections SET last_used_at = max(?, ifnull(last_used_at, 0)) WHERE id = ?',
  ),
});
