import { type ConnectionId, type SecretRef, ValetkeyError } from '@valetkey/api-contracts';
import { DatabaseError } from '../database/open-database.ts';
import { type Vault, VaultError } from '../vault/vault.ts';

type Secrets = Readonly<Record<string, string>>;

/** Before anything else is changed: without a key nothing is stored, and nothing is half done. */
export const requireUnlocked = (vault: Pick<Vault, 'state'>, secrets: Secrets): void => {
  if (Object.keys(secrets).length > 0 && vault.state().state !== 'unlocked') {
    throw new ValetkeyError({ code: 'vault-locked' });
  }
};

/**
 * Writes the ciphertexts beside those that are there, and returns the refs for the metadata. The caller commits them
 * and then settles the vault: a process that is killed between finds the old state, whole.
 */
export const sealSecrets = (
  vault: Pick<Vault, 'putAll'>,
  place: { readonly connectionId: ConnectionId; readonly authorityDigest: string },
  secrets: Secrets,
  current: readonly SecretRef[],
  setAt: number,
): SecretRef[] => {
  const entries = Object.entries(secrets);
  if (entries.length === 0) return [...current];
  const wanted = entries.map(([field, plaintext]) => {
    const before = current.find((ref) => ref.field === field);
    const after = before === undefined ? {} : { afterCounter: before.counter };
    return { ...place, field, plaintext, ...after };
  });
  const counters = stored(() => vault.putAll(wanted));
  const fresh = entries.flatMap(([field], index) => {
    const counter = counters[index]?.counter;
    return counter === undefined ? [] : [{ field, counter, setAt }];
  });
  return [...current.filter(({ field }) => !Object.hasOwn(secrets, field)), ...fresh];
};

/** What the vault throws, in the contract's words: nothing was stored then. */
const stored = <T>(write: () => T): T => {
  try {
    return write();
  } catch (error) {
    if (error instanceof DatabaseError) throw new ValetkeyError({ code: 'storage-failed' }, error);
    if (!(error instanceof VaultError)) throw error;
    const locked = error.code === 'vault-locked' || error.code === 'vault-closed';
    throw new ValetkeyError(
      locked ? { code: 'vault-locked' } : { code: 'invalid-input', at: 'secrets' },
      error,
    );
  }
};
