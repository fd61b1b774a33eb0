import type { OpenedDatabase } from '../../database/open-database.ts';

type SecretName = { readonly connectionId: string; readonly field: string };
export type SecretRow = SecretName & { readonly counter: number; readonly sealed: Uint8Array };
export type SecretRows = ReturnType<typeof makeSecretRows>;

/** The SQL of secrets.db, prepared once. Decides nothing, and opens no transaction. */
export function makeSecretRows(database: OpenedDatabase) {
  // Zeros go over what is deleted. The log and the disk's own copies are out of reach, and are ciphertext.
  database.pragma('secure_delete = ON');
  // libsql: parameters as one array, `raw` rows, and a count to tell whether a row is there (see its README).
  const query = (sql: string) => database.prepare(sql).raw();
  const command = (sql: string) => database.prepare(sql);
  const here = 'connection_id = ?1 AND field = ?2';
  const find = query(`SELECT sealed FROM secrets WHERE ${here} AND counter = ?3`);
  const any = query('SELECT EXISTS (SELECT 1 FROM secrets)');
  const newest = query(`SELECT max(counter) FROM secrets WHERE ${here}`);
  // Also looks at the rows, in case someone lowered a counter.
  const highest = query(`SELECT max(n) FROM (
    SELECT highest AS n FROM counters WHERE ${here} UNION ALL SELECT max(counter) FROM secrets WHERE ${here}
    UNION ALL SELECT max(counter) FROM kept_secrets WHERE ${here})`);
  const older = query(
    `SELECT connection_id, field, counter, sealed FROM secrets WHERE ${here} AND counter < ?3`,
  );
  const newer = query(
    `SELECT connection_id, field, counter, sealed FROM secrets WHERE ${here} AND counter > ?3`,
  );
  const all = query('SELECT connection_id, field, counter, sealed FROM secrets ORDER BY 1, 2, 3');
  const sizes = query(`
    SELECT connection_id, field, counter, length(sealed), 0 FROM secrets UNION ALL
    SELECT connection_id, field, counter, length(sealed), 1 FROM kept_secrets ORDER BY 1, 2, 3`);
  const insert = command('INSERT INTO secrets VALUES (?, ?, ?, ?, ?)');
  const raise = command(`INSERT INTO counters VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET highest = excluded.highest WHERE excluded.highest > highest`);
  const keep = command(`INSERT INTO kept_secrets SELECT connection_id, field, counter, sealed, ?4 FROM secrets
    WHERE ${here} AND counter = ?3`);
  const drop = command(`DELETE FROM secrets WHERE ${here} AND counter = ?3`);
  const dropField = command('DELETE FROM secrets WHERE connection_id = ?1 AND (?2 IS NULL OR field = ?2)');
  const dropKept = command(
    'DELETE FROM kept_secrets WHERE connection_id = ?1 AND (?2 IS NULL OR field = ?2)',
  );

  const number = (row: unknown): number | undefined => (row as [number | null] | undefined)?.[0] ?? undefined;
  const rows = (found: unknown[]): SecretRow[] =>
    (found as [string, string, number, ArrayBuffer][]).map(([connectionId, field, counter, sealed]) => ({
      connectionId,
      field,
      counter,
      sealed: new Uint8Array(sealed), // libsql: an ArrayBuffer from `all`, a Buffer from `get`
    }));

  return Object.freeze({
    find: (at: SecretName, counter: number): Uint8Array | undefined =>
      (find.get([at.connectionId, at.field, counter]) as [Uint8Array] | undefined)?.[0],
    any: (): boolean => number(any.get([])) === 1,
    newest: (at: SecretName): number | undefined => number(newest.get([at.connectionId, at.field])),
    highest: (at: SecretName): number | undefined => number(highest.get([at.connectionId, at.field])),
    older: (at: SecretName, counter: number) => rows(older.all([at.connectionId, at.field, counter])),
    newer: (at: SecretName, counter: number) => rows(newer.all([at.connectionId, at.field, counter])),
    all: () => rows(all.all([])),
    sizes: () => sizes.all([]) as [string, string, number, number, 0 | 1][],
    insert: (row: SecretRow, at: number): void => {
      insert.run([row.connectionId, row.field, row.counter, row.sealed, at]);
      raise.run([row.connectionId, row.field, row.counter]);
    },
    drop: (row: SecretRow): void => {
      drop.run([row.connectionId, row.field, row.counter]);
    },
    dropOne: (at: SecretName & { readonly counter: number }): number =>
      drop.run([at.connectionId, at.field, at.counter]).changes,
    /** Out of use, and kept byte for byte. */
    keep: (row: SecretRow, at: number): void => {
      keep.run([row.connectionId, row.field, row.counter, at]);
      drop.run([row.connectionId, row.field, row.counter]);
    },
    /** All of a connection, or of one field; the counters stay. */
    dropAll: (connectionId: string, field: string | undefined): number =>
      dropField.run([connectionId, field ?? null]).changes +
      dropKept.run([connectionId, field ?? null]).changes,
  });
}
