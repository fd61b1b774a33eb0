import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';

/** Where the person said that requests may go, in main's own prompt or in a consent prompt that showed it. */
export const placeMigration: Migration = {
  name: 'confirmed-places',
  sql: 'CREATE TABLE confirmed_places (origin TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;',
};

export type PlaceStore = {
  has(origin: string): boolean;
  /** On disk when it returns. Throws `storage-failed`. */
  confirm(origins: readonly string[], at: number): void;
};

export function makePlaceStore({ database }: { readonly database: OpenedDatabase }): PlaceStore {
  const find = database.prepare('SELECT 1 FROM confirmed_places WHERE origin = ?').raw();
  const add = database.prepare('INSERT OR IGNORE INTO confirmed_places (origin, at) VALUES (?, ?)');
  return Object.freeze<PlaceStore>({
    has: (origin) => find.get([origin]) !== undefined,
    confirm: (origins, at) => {
      try {
        for (const origin of origins) if (find.get([origin]) === undefined) add.run([origin, at]);
      } catch (error) {
        throw storageFailed(error);
      }
    },
  });
}
