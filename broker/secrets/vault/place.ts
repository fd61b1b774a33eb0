import { VaultError } from './vault-error.ts';

/** Where a ciphertext belongs. `counter` is what the connection's metadata holds beside its secretRef. */
export type SecretPlace = {
  readonly connectionId: string;
  readonly field: string;
  readonly authorityDigest: string;
  readonly counter: number;
};

export type PlaceMismatch = 'wrong-place' | 'authority-changed' | 'rolled-back';

/** How the place sealed inside a ciphertext differs from the expected one. */
export const comparePlaces = (sealed: SecretPlace, expected: SecretPlace): PlaceMismatch | undefined => {
  if (sealed.connectionId !== expected.connectionId || sealed.field !== expected.field) return 'wrong-place';
  if (sealed.counter !== expected.counter) return 'rolled-back';
  if (sealed.authorityDigest !== expected.authorityDigest) return 'authority-changed';
  return undefined;
};

/**
 * libsql cuts text at a NUL and replaces lone surrogates, so two different ids could name one row.
 * The contracts allow far less than this; here is only what would break the binding.
 */
const printable = /^[^\p{C}]{1,200}$/u;

export const checkPlace = (place: Omit<SecretPlace, 'counter'>): void => {
  for (const part of [place.connectionId, place.field, place.authorityDigest])
    if (!printable.test(part)) throw new VaultError('place-invalid');
};
