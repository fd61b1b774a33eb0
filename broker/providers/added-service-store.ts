import type { ConnectionProvider } from '@valetkey/api-contracts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
import { parseJson } from '../json/parse-json.ts';
import { readDeclaredProvider } from './read-declared-provider.ts';

/** Services that the user has added by their address, as each would stand in a manifest. */
export const addedServiceMigration: Migration = {
  name: 'added-services',
  sql: 'CREATE TABLE added_services (id TEXT PRIMARY KEY, provider TEXT NOT NULL, at INTEGER NOT NULL) STRICT;',
};

export type AddedServiceStore = {
  /** Without the unreadable ones. */
  list(): readonly ConnectionProvider[];
  /** Kept as they are. */
  unreadable(): readonly { readonly id: string; readonly why: string }[];
  /** Whether the id is taken, also by one that cannot be read. */
  has(id: string): boolean;
  /** On disk when it returns. Throws `storage-failed`, also where the id is taken. */
  put(provider: ConnectionProvider, at: number): void;
  /** On disk when it returns. Throws `storage-failed`. */
  remove(id: string): void;
};

export function makeAddedServiceStore({
  database,
}: {
  readonly database: OpenedDatabase;
}): AddedServiceStore {
  const all = database.prepare('SELECT id, provider FROM added_services ORDER BY id').raw();
  const find = database.prepare('SELECT 1 FROM added_services WHERE id = ?').raw();
  const insert = database.prepare('INSERT INTO added_services (id, provider, at) VALUES (?, ?, ?)');
  const drop = database.prepare('DELETE FROM added_services WHERE id = ?');
  const rows = () => (all.all() as [string, string][]).map(([id, text]) => ({ id, ...reading(id, text) }));
  const stored = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      throw storageFailed(error);
    }
  };
  return Object.freeze<AddedServiceStore>({
    list: () => rows().flatMap(({ provider }) => provider ?? []),
    unreadable: () => rows().flatMap(({ id, why }) => (why === undefined ? [] : [{ id, why }])),
    has: (id) => find.get([id]) !== undefined,
    put: (provider, at) => stored(() => insert.run([provider.id, JSON.stringify(provider), at])),
    remove: (id) => stored(() => drop.run([id])),
  });
}

type Reading = { readonly provider?: ConnectionProvider; readonly why?: string };

const reading = (id: string, text: string): Reading => {
  const read = readDeclaredProvider(parseJson(text));
  if (read.ok && read.provider.id === id) return { provider: read.provider };
  const [first] = read.ok ? [] : read.problems;
  const where = first === undefined ? 'its id is another one' : `${first.at}: ${first.sentence}`;
  return { why: `This added service cannot be read, and is kept as it is (${where}).` };
};
