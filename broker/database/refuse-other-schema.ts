import Libsql from 'libsql';
import { DatabaseError } from './database-error.ts';
import { knownVersion, migrate } from './migrate.ts';
import type { Migration, OpenedDatabase } from './opened-database.ts';

/** Every table, index, view and trigger, and the columns of each; `sqlite_…` is SQLite's own. */
const everything = `
  SELECT s.type || ' ' || s.name || ' ' || ifnull(group_concat(c.name, ' '), '')
  FROM sqlite_schema AS s LEFT JOIN pragma_table_info(s.name) AS c
  WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' GROUP BY s.type, s.name ORDER BY 1`;

const schemaOf = (database: OpenedDatabase): string =>
  (database.prepare(everything).raw().all([]) as [string][]).join('\n');

/** By the migrations that make it. */
const known = new WeakMap<readonly Migration[], string>();

const schemaAfter = (migrations: readonly Migration[]): string => {
  const before = known.get(migrations);
  if (before !== undefined) return before;
  const empty: OpenedDatabase = new Libsql(':memory:');
  try {
    migrate(empty, migrations);
    const schema = schemaOf(empty);
    known.set(migrations, schema);
    return schema;
  } finally {
    empty.close();
  }
};

/**
 * A file of the right version whose tables are not those that the migrations make was changed by somebody: a column that
 * is gone would be found by the first statement that names it, and a trigger by nobody. What is in the tables is not
 * looked at.
 */
export function refuseOtherSchema(database: OpenedDatabase, migrations: readonly Migration[]): void {
  if (schemaOf(database) === schemaAfter(migrations)) return;
  knownVersion(database, migrations); // throws where a newer program has migrated it since `migrate` looked
  throw new DatabaseError('unreadable', database.name);
}
