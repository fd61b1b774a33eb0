import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { firstValue } from '../../database/first-value.ts';

/**
 * Whether the vault in this file was ever opened with a key. It is made before its first key: by an import of
 * connections, which have no secrets yet. What cannot be read is taken for one that was. Nothing is written.
 */
export function hadKey(file: string): boolean {
  try {
    const database = new Libsql(`${pathToFileURL(file).href}?mode=ro`);
    try {
      return firstValue(database, 'SELECT 1 FROM key_check') === 1;
    } finally {
      database.close();
    }
  } catch {
    return true;
  }
}
