import { asDatabaseError, DatabaseError } from '../../database/database-error.ts';
import type { LockedReason } from './keychain.ts';
import type { PlaceMismatch, SecretPlace } from './place.ts';
import { unseal } from './seal.ts';
import type { Secret } from './secret.ts';
import type { SecretRows } from './secret-rows.ts';

/** Never "deleted" or "empty": the ciphertext, where there is one, stays as it is. */
export type SecretRefusal =
  | { readonly ok: false; readonly code: 'vault-locked'; readonly why: LockedReason }
  /** `removed`: its place was emptied. `never-stored`: this file has never heard of the place. */
  | { readonly ok: false; readonly code: 'secret-missing'; readonly why: 'removed' | 'never-stored' }
  | { readonly ok: false; readonly code: 'secret-unreadable'; readonly why: UnreadableReason };

/**
 * `wrong-place`: sealed for another connection or field. `authority-changed`: sealed under another authority
 * digest. `rolled-back`: this file or the metadata is older than the other. `unknown-format`: from a newer
 * program. `undecryptable`: damaged, or sealed with another key.
 */
export type UnreadableReason = PlaceMismatch | 'undecryptable' | 'unknown-format' | 'file-unreadable';

export type OpenedSecret = { readonly ok: true; readonly secret: Secret } | SecretRefusal;

/** Opens the row that the metadata names, if it was sealed for exactly that place. */
export function openSecret(
  rows: Pick<SecretRows, 'find' | 'newest' | 'highest'>,
  key: Uint8Array,
  expected: SecretPlace,
): OpenedSecret {
  try {
    const sealed = rows.find(expected, expected.counter);
    if (sealed === undefined) return absent(rows, expected);
    const unsealed = unseal(key, sealed, expected);
    return unsealed.ok ? unsealed : unreadable(unsealed.why);
  } catch (error) {
    if (asDatabaseError(error, '') instanceof DatabaseError) return unreadable('file-unreadable');
    throw error;
  }
}

/** No such row: was it never there, taken away, or is one of the two files older than the other? */
const absent = (rows: Pick<SecretRows, 'newest' | 'highest'>, expected: SecretPlace): SecretRefusal => {
  const highest = rows.highest(expected);
  if (highest === undefined) return { ok: false, code: 'secret-missing', why: 'never-stored' };
  const newest = rows.newest(expected) ?? 0;
  if (highest < expected.counter || newest > expected.counter) return unreadable('rolled-back');
  return { ok: false, code: 'secret-missing', why: 'removed' };
};

const unreadable = (why: UnreadableReason): SecretRefusal => ({ ok: false, code: 'secret-unreadable', why });
