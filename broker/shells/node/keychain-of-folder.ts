import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { hadKey } from '../../secrets/vault/had-key.ts';
import { type Keychain, wipe } from '../../secrets/vault/keychain.ts';
import { osKeychain } from './os-keychain.ts';
import { type PassphraseKeychainPowers, passphraseKeychain } from './passphrase-keychain.ts';

/**
 * Where a passphrase keeps the key: the desktop application has a file of its own for that, since `vault-key.json` is its
 * keyring's. There or not, it is not looked into.
 */
export const passphraseFileIn = (folder: string): string => {
  const desktops = join(folder, desktopPassphraseFile);
  return existsSync(desktops) ? desktops : join(folder, 'vault-key.json');
};
export const desktopPassphraseFile = 'vault-passphrase.json';

/**
 * Who guards the key of the vault in `folder`: the one who has it already; for a new vault the system's keyring, or a
 * passphrase where no keyring answers. `valetkey audit verify` looks in the same places. The folder need not be
 * there yet, and is not made.
 */
export async function keychainOfFolder(powers: {
  readonly folder: string;
  readonly askPassphrase: PassphraseKeychainPowers['askPassphrase'];
  readonly keyring?: typeof osKeychain;
}): Promise<Keychain> {
  const { folder, askPassphrase, keyring = osKeychain } = powers;
  const file = passphraseFileIn(folder);
  const byPassphrase = passphraseKeychain({ file, askPassphrase });
  if (existsSync(file)) return byPassphrase;
  const inKeyring = keyring({ service: 'valetkey', account: withoutLinks(folder) });
  const vault = join(folder, 'secrets.db');
  // A vault without a key file is the keyring's, and stays so while the keyring is away: its secrets are not lost.
  if (existsSync(vault) && hadKey(vault)) return inKeyring;
  const answer = await inKeyring.unlock({ mayCreate: false });
  wipe(answer);
  return answer.state === 'unavailable' && answer.why === 'keyring-unavailable' ? byPassphrase : inKeyring;
}

/** What `realpath` says of the folder now, or will say once it is made. */
const withoutLinks = (folder: string): string => {
  const whole = resolve(folder);
  if (existsSync(whole)) return realpathSync(whole);
  const parent = dirname(whole);
  // The root of a drive that is not there is its own parent.
  if (parent === whole) return whole;
  return join(withoutLinks(parent), basename(whole));
};
