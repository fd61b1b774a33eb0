import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { makeNoteSigner, type NoteSigner } from '../audit/signed-note.ts';
import { type Keychain, makeVault, vaultMigrations } from '../secrets/vault/vault.ts';
import { passphraseFileIn } from '../shells/node/keychain-of-folder.ts';
import { osKeychain } from '../shells/node/os-keychain.ts';
import { passphraseKeychain } from '../shells/node/passphrase-keychain.ts';
import { openToRead } from './open-to-read.ts';
import { readSecretFile } from './read-secret-file.ts';
import { whyLocked } from './why-locked.ts';

export type SealKey =
  | {
      readonly state: 'unlocked';
      readonly key: Uint8Array;
      /** Signs what others check. */
      readonly signer: NoteSigner;
    }
  /** `why` is a sentence. */
  | { readonly state: 'locked'; readonly why: string };

type Options = { readonly folder: string; readonly passphraseFile?: string | undefined };

/**
 * The keys of the audit log's seal and of its signature, made from the vault's key. The vault is opened on a file that
 * cannot be written, and its keychain may make no key: looking at a folder does not change it.
 * @throws CommandError
 */
export async function readSealKey(options: Options): Promise<SealKey> {
  const { folder, passphraseFile } = options;
  const passphrase = passphraseFile === undefined ? undefined : readSecretFile(passphraseFile);
  const keyFile = passphraseFileIn(folder);
  const hasKeyFile = existsSync(keyFile);
  if (hasKeyFile && readFileSync(keyFile, 'utf8').includes('"valetkey-safe-storage-key"'))
    return { state: 'locked', why: 'Only the desktop application can open it: verify the log in Settings.' };
  if (hasKeyFile && passphrase === undefined)
    return { state: 'locked', why: 'It has a passphrase: use --passphrase-file.' };
  const keychain = hasKeyFile
    ? passphraseKeychain({ file: keyFile, askPassphrase: async () => passphrase ?? '' })
    : osKeychain({ service: 'valetkey', account: realpathSync(folder) });
  return unlocked(options, keychain);
}

const unlocked = async (options: Options, keychain: Keychain): Promise<SealKey> => {
  const vault = makeVault({
    database: openToRead(options.folder, 'secrets.db', vaultMigrations),
    keychain: { ...keychain, unlock: () => keychain.unlock({ mayCreate: false }) },
    randomBytes: (length) => randomBytes(length),
    now: Date.now,
  });
  try {
    const state = await vault.unlock();
    const key = vault.deriveKey('audit seal');
    const seed = vault.deriveKey('audit signature');
    if (key !== undefined && seed !== undefined)
      return { state: 'unlocked', key, signer: makeNoteSigner(seed) };
    const why = state.state === 'locked' ? state.why : 'not-yet-unlocked';
    return { state: 'locked', why: whyLocked(why, options) };
  } finally {
    vault.close();
  }
};
