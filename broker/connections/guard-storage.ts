import { ValetkeyError } from '@valetkey/api-contracts';
import { asDatabaseError, sqliteResultOf } from '../database/database-error.ts';
import { DatabaseError, type OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';

/** SQLite's errors in the contract's words; a taken or dead id is the only constraint that there is. */
export function guardStorage(database: OpenedDatabase) {
  return <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (((sqliteResultOf(error) ?? 0) & 0xff) === 19) throw new ValetkeyError({ code: 'conflict' }, error);
      const known = asDatabaseError(error, database.name);
      throw known instanceof DatabaseError ? storageFailed(known) : known;
    }
  };
}
