import type { SecretPlace } from './place.ts';
import { makeSecret } from './plaintext.ts';
import type { Secret } from './secret.ts';
import type { Vault } from './vault.ts';

export type Draft = Pick<Vault, 'open' | 'epoch'> & {
  /** Nothing given is opened any more. The strings themselves go when they are garbage: JavaScript cannot wipe them. */
  forget(): void;
};

/**
 * Secrets that somebody has typed and that are not stored: opened like stored ones, by field. A field that was not
 * given is opened in the vault, for exactly the place that is asked about, so that nothing stored goes to a new one.
 */
export function makeDraft(
  vault: Pick<Vault, 'open' | 'epoch'>,
  given: Readonly<Record<string, string>>,
): Draft {
  const secrets = new Map<string, Secret>(
    Object.entries(given).map(([field, plaintext]) => [field, makeSecret(plaintext)]),
  );
  return Object.freeze<Draft>({
    epoch: vault.epoch,
    open: (expected: SecretPlace) => {
      const secret = secrets.get(expected.field);
      return secret === undefined ? vault.open(expected) : { ok: true, secret };
    },
    forget: () => secrets.clear(),
  });
}
