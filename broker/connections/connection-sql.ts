import type Libsql from 'libsql';
import type { OpenedDatabase } from '../database/open-database.ts';

export type ConnectionRow = [id: string, record: string];
export type NotedRow = [
  ...ConnectionRow,
  lastTest: string | null,
  lastUsedAt: number | null,
  serviceExpiresAt: number | null,
  workedAt: number | null,
];

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
    | 'noted'
    | 'insert'
    | 'update'
    | 'remove'
    | 'test'
    | 'touch'
    | 'expiry'
    | 'told'
    | 'untold'
    | 'worked',
    Libsql.Statement
  >
>;

const selectNoted =
  'SELECT id, record, last_test, last_used_at, service_expires_at, worked_at FROM connections';

/** The SQL of connections, prepared once. Who is hidden is found by `everything` and `hidden` only. */
export const prepareConnections = (database: OpenedDatabase): ConnectionSql => ({
  everything: database.prepare('SELECT id, record FROM connections ORDER BY id').raw(),
  all: database.prepare('SELECT id, record FROM connections WHERE hidden_at IS NULL ORDER BY id').raw(),
  page: database.prepare(`${selectNoted} WHERE id > ? AND hidden_at IS NULL ORDER BY id LIMIT ?`).raw(),
  noted: database.prepare(`${selectNoted} WHERE id = ? AND hidden_at IS NULL`).raw(),
  count: database.prepare('SELECT count(*) FROM connections WHERE hidden_at IS NULL').raw(),
  one: database.prepare('SELECT id, record FROM connections WHERE id = ? AND hidden_at IS NULL').raw(),
  hide: database.prepare('UPDATE connections SET hidden_at = ? WHERE id = ? AND hidden_at IS NULL'),
  show: database.prepare('UPDATE connections SET hidden_at = NULL WHERE id = ? AND hidden_at IS NOT NULL'),
  hidden: database
    .prepare('SELECT id, record, hidden_at FROM connections WHERE hidden_at IS NOT NULL ORDER BY hidden_at')
    .raw(),
  insert: database.prepare('INSERT INTO connections (id, record) VALUES (?, ?)'),
  // Compares the whole row as it was read, so that a write by any other process is not overwritten.
  update: database.prepare(
    `UPDATE connections SET record = ?1,
       last_test = iif(?2, NULL, last_test),
       worked_at = iif(?2, NULL, worked_at),
       service_expires_at = iif(?2, NULL, service_expires_at),
       told_of_expiry = iif(?2, NULL, told_of_expiry)
     WHERE id = ?3 AND record = ?4`,
  ),
  remove: database.prepare('DELETE FROM connections WHERE id = ?'),
  test: database.prepare(
    'UPDATE connections SET last_test = ?, worked_at = CASE ? WHEN 1 THEN worked_at END WHERE id = ?',
  ),
  touch: database.prepare(
    'UPDATE connections SET last_used_at = max(?, ifnull(last_used_at, 0)) WHERE id = ?',
  ),
  expiry: database.prepare('UPDATE connections SET service_expires_at = ? WHERE id = ?'),
  // Who changes it tells the user, so that two processes do not both.
  told: database.prepare('UPDATE connections SET told_of_expiry = ? WHERE id = ? AND told_of_expiry IS NULL'),
  untold: database.prepare(
    'UPDATE connections SET told_of_expiry = NULL WHERE id = ? AND told_of_expiry = ?',
  ),
  worked: database.prepare('UPDATE connections SET worked_at = max(?, ifnull(worked_at, 0)) WHERE id = ?'),
});
