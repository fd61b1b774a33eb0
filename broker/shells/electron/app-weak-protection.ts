import { existsSync } from 'node:fs';
import { replacePrivateFile } from '../../secrets/vault/private-file.ts';
import type { VaultState } from '../../secrets/vault/vault.ts';
import { askWarning } from './app-question.ts';
import { noProtection } from './describe-safe-storage.ts';

export type WeakProtection = {
  /** For the keychain: whether it was accepted, in this run or an earlier one. */
  readonly accepted: () => boolean;
  /** Asks once per run, in a dialog of main's that no page can answer. True: it was accepted just now. */
  readonly offer: (state: Extract<VaultState, { state: 'locked' }>) => Promise<boolean>;
};

/** `file` is there when the user has accepted a keyring that protects nothing. */
export const weakProtection = (file: string): WeakProtection => {
  let accepted = existsSync(file);
  return Object.freeze<WeakProtection>({
    accepted: () => accepted,
    offer: async ({ why }) => {
      if (why !== 'weak-protection' || accepted) return false;
      const yes = await askWarning(
        'There is no keyring that could protect your secrets.',
        `${noProtection.weakness}\n\nBetter: start a keyring (GNOME Keyring, KWallet), then start Valetkey again.`,
        ['Keep secrets locked', 'Accept weak protection'],
      );
      if (!yes) return false;
      await replacePrivateFile(file, 'The user accepted weak protection.\n');
      accepted = true;
      return true;
    },
  });
};
