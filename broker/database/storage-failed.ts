import { ValetkeyError } from '@valetkey/api-contracts';
import { asDatabaseError } from './database-error.ts';
import { DatabaseError } from './open-database.ts';

/** A failed read or write in the contract's words. `why` is `busy` where another process writes: the disk is well. */
export function storageFailed(cause: unknown): ValetkeyError {
  const known = asDatabaseError(cause, '');
  const isBusy = known instanceof DatabaseError && known.code === 'busy';
  return new ValetkeyError({ code: 'storage-failed', why: isBusy ? 'busy' : undefined }, cause);
}
