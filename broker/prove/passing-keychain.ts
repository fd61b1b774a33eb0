import { randomBytes } from 'node:crypto';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keychain } from '../secrets/vault/keychain.ts';
import { osKeychain } from '../shells/node/os-keychain.ts';
import { passphraseKeychain } from '../shells/node/passphrase-keychain.ts';

export type PassingKeychain = {
  readonly keychain: Keychain;
  /** What `valetkey audit verify` needs besides the folder. */
  readonly verifyOptions: string;
  /** Takes the key out of the system's keyring again, if it got there. Never rejects. */
  forget(): Promise<void>;
};

/** For a folder that lives as long as a demonstration: under a passphrase that is made up now, or in the system's keyring. */
export function passingKeychain(
  folder: string,
  { keyring, keep }: { readonly keyring: boolean; readonly keep: boolean },
): PassingKeychain {
  return keyring ? inKeyring(folder) : underPassphrase(folder, keep);
}

const inKeyring = (folder: string): PassingKeychain => {
  const place = { service: 'valetkey', account: realpathSync(folder) };
  return {
    keychain: osKeychain(place),
    verifyOptions: '',
    forget: async () => {
      try {
        const { AsyncEntry } = await import('@napi-rs/keyring');
        const entry = new AsyncEntry(place.service, place.account, { linux: { store: 'secret-service' } });
        await entry.deletePassword();
      } catch {
        // No keyring answers, or it has no such entry.
      }
    },
  };
};

const underPassphrase = (folder: string, keep: boolean): PassingKeychain => {
  const passphrase = randomBytes(18).toString('base64url');
  const file = join(folder, 'passphrase');
  // Beside what it opens, which is fit for a folder that somebody keeps to look at and for nothing else.
  if (keep) writeFileSync(file, passphrase, { mode: 0o600 });
  return {
    keychain: passphraseKeychain({
      file: join(folder, 'vault-key.json'),
      askPassphrase: async () => passphrase,
    }),
    verifyOptions: ` --passphrase-file ${file}`,
    forget: async () => undefined,
  };
};
