import { ValetkeyError } from '@valetkey/api-contracts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';

/** The broker's own few settings, beside connections and grants. */
export const settingMigrations: readonly Migration[] = [
  { name: 'settings', sql: 'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;' },
];

export type SettingStore = {
  get(name: SettingName): string | undefined;
  /** @throws ValetkeyError `storage-failed` */
  set(name: SettingName, value: string): void;
};
export type SettingName = 'audit.retention' | 'audit.sealed';

export const makeSettingStore = ({ database }: { readonly database: OpenedDatabase }): SettingStore => {
  const read = database.prepare('SELECT value FROM settings WHERE name = ?').raw();
  const write = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return Object.freeze({
    get: (name: SettingName) => (read.get([name]) as [string] | undefined)?.[0],
    set: (name: SettingName, value: string) => {
      try {
        write.run([name, value]);
      } catch (error) {
        throw new ValetkeyError({ code: 'storage-failed' }, error);
      }
    },
  });
};
