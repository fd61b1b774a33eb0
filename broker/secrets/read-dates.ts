import type { CredentialExpiry } from '../contracts/connection.ts';
import { expiryOfSecret } from './expiry-of-secret.ts';
import type { SecretPlace } from './vault/place.ts';
import { plaintextOf } from './vault/plaintext.ts';
import type { Vault } from './vault/vault.ts';

const mostRemembered = 50_000;

/**
 * The date of a secret is read when it is typed in. Those that were saved before Valetkey did that have it read out of
 * what is opened for a use: once each, and they stay open no longer for it. A use does not fail by it.
 */
export function readDates(
  vault: Pick<Vault, 'open' | 'epoch'>,
  /** Whether the date is dealt with: it throws nothing. */
  onDated: (place: SecretPlace, expiry: CredentialExpiry) => boolean,
): Pick<Vault, 'open' | 'epoch'> {
  const looked = new Set<string>();
  return {
    epoch: vault.epoch,
    open: (place) => {
      const opened = vault.open(place);
      const key = `${place.connectionId} ${place.field} ${place.counter}`;
      if (!opened.ok || looked.has(key)) return opened;
      if (looked.size >= mostRemembered) looked.clear();
      const expiry = expiryOfSecret(plaintextOf(opened.secret));
      // Where it could not be written down, the next use tries again.
      if (expiry === undefined || onDated(place, expiry)) looked.add(key);
      return opened;
    },
  };
}
