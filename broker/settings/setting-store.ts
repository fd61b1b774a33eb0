import { defaultRetention } from '../audit/audit-log.ts';
import { type Retention, retention } from '../contracts/settings-audit.ts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
import { parseJson } from '../json/parse-json.ts';

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

export function makeSettingStore({ database }: { readonly database: OpenedDatabase }): SettingStore {
  const read = database.prepare('SELECT value FROM settings WHERE name = ?').raw();
  const write = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return Object.freeze<SettingStore>({
    get: (name) => (read.get([name]) as [string] | undefined)?.[0],
    set: (name, value) => {
      try {
        write.run([name, value]);
      } catch (error) {
        throw storageFailed(error);
      }
    },
  });
}

/**
 * What cannot be read any more, or keeps less than anybody can set, is as if it had never been set: pruning is sealed as
 * the broker's own, so a row that another program wrote must not empty the log.
 */
export const storedRetention = (settings: Pick<SettingStore, 'get'>): Retention =>
  retention.safeParse(parseJson(settings.get('audit.retention') ?? '')).data ?? defaultRetention;
