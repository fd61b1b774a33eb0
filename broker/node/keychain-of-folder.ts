import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Keychain } from '../vault/keychain.ts';
import { osKeychain } from './os-keychain.ts';
import { type PassphraseKeychainPowers, passphraseKeychain } from './passphrase-keychain.ts';

/**
 * Who guards the key of the vault in `folder`: the one who has it already; for a new vault the system's keyring, or a
 * passphrase where no keyring answers. `valetkey audit verify` looks in the same two places.
 */
export const keychainOfFolder = async (powers: {
  readonly folder: string;
  readonly askPassphrase: PassphraseKeychainPowers['askPassphrase'];
  readonly keyring?: typeof osKeychain;
}): Promise<Keychain> => {
  const { folder, askPassphrase, keyring = osKeychain } = powers;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'vault-key.json');
  const byPassphrase = passphraseKeychain({ file, askPassphrase });
  if (existsSync(file)) return byPassphrase;
  const inKeyring = keyring({ service: 'valetkey', account: realpathSync(folder) });
  // A vault without a key file is the keyring's, and stays so while the keyring is away: its secrets are not lost.
  if (existsSync(join(folder, 'secrets.db'))) return inKeyring;
  const answer = await inKeyring.unlock({ mayCreate: false });
  if (answer.state === 'unlocked') answer.key.fill(0);
  return answer.state === 'unavailable' && answer.why === 'keyring-unavailable' ? byPassphrase : inKeyring;
};
