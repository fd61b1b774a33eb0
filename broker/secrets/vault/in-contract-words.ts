import { ValetkeyError } from '@valetkey/api-contracts';
import { DatabaseError } from '../../database/open-database.ts';
import { storageFailed } from '../../database/storage-failed.ts';
import { VaultError } from './vault-error.ts';

/** What the vault throws, in the contract's words: nothing was stored then. Other errors are thrown as they are. */
export function inContractWords<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof DatabaseError) throw storageFailed(error);
    if (!(error instanceof VaultError)) throw error;
    const locked = error.code === 'vault-locked' || error.code === 'vault-closed';
    throw new ValetkeyError(
      locked ? { code: 'vault-locked' } : { code: 'invalid-input', at: 'secrets' },
      error,
    );
  }
}
