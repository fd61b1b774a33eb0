import { randomBytes, scrypt } from 'node:crypto';
import { shortestPassphrase } from '../../contracts/settings.ts';
import { openEnvelope, sealEnvelope } from '../../secrets/vault/envelope.ts';
import { setKeyFileAside } from '../../secrets/vault/key-file.ts';
import type { Keychain, KeychainAnswer } from '../../secrets/vault/keychain.ts';
import { createPassphraseKey, type KeyFile, readPassphraseKey } from './passphrase-key-file.ts';

/** OWASP's advice for scrypt (2^17, 8, 1): 128 MiB and some 0.4 s for each guess. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;

export type PassphraseKeychainPowers = {
  readonly file: string;
  readonly askPassphrase: (purpose: 'create' | 'unlock') => Promise<string>;
};

/**
 * Keeps the vault key in a small file, wrapped with a key that scrypt derives from a passphrase.
 * `askPassphrase` is told whether it is for a new vault, so that it can ask twice; rejecting or answering
 * with nothing leaves the vault locked. The passphrase itself stays in memory until it is garbage collected.
 */
export function passphraseKeychain(powers: PassphraseKeychainPowers): Keychain {
  const ask = async (purpose: 'create' | 'unlock'): Promise<string> => {
    try {
      // One passphrase can be typed as different code points on different systems.
      return (await powers.askPassphrase(purpose)).normalize('NFC');
    } catch {
      return '';
    }
  };

  const create = async (): Promise<KeychainAnswer> => {
    const passphrase = await ask('create');
    if (passphrase === '') return { state: 'locked', why: 'passphrase-not-given' };
    if ([...passphrase].length < shortestPassphrase) return { state: 'locked', why: 'passphrase-too-short' };
    const salt = randomBytes(16);
    const key = randomBytes(32);
    const wrapping = await derive(passphrase, salt, cost);
    const wrapped = sealEnvelope(wrapping, 'wrapped vault key', key, randomBytes);
    wrapping.fill(0);
    const why = await createPassphraseKey(powers.file, { ...cost, salt, wrapped });
    if (why === undefined) return { state: 'unlocked', key };
    key.fill(0);
    return { state: 'unavailable', why };
  };

  const unwrap = async (keyFile: KeyFile): Promise<KeychainAnswer> => {
    const passphrase = await ask('unlock');
    if (passphrase === '') return { state: 'locked', why: 'passphrase-not-given' };
    const wrapping = await derive(passphrase, keyFile.salt, keyFile);
    const opened = openEnvelope(wrapping, 'wrapped vault key', keyFile.wrapped);
    wrapping.fill(0);
    if (opened.ok) return { state: 'unlocked', key: opened.contents };
    if (opened.why === 'unknown-format') return { state: 'unavailable', why: 'key-file-too-new' };
    return { state: 'wrong-key', why: 'wrong-passphrase' };
  };

  return Object.freeze<Keychain>({
    kind: 'passphrase',
    describe: (say) => ({
      protection: say('a passphrase (scrypt, AES-256-GCM)'),
      weakness: say(
        'Anyone who copies the files can guess the passphrase. A long passphrase withstands that.',
      ),
      better: say('Use a system keyring: it needs no passphrase and leaves no file to guess against.'),
    }),
    unlock: async ({ mayCreate }) => {
      const found = await readPassphraseKey(powers.file);
      if (found.state === 'present') return unwrap(found.keyFile);
      if (found.state === 'unusable') return { state: 'unavailable', why: found.why };
      return mayCreate ? create() : { state: 'missing', why: 'key-missing' };
    },
    setAside: () => setKeyFileAside(powers.file),
  });
}

const derive = (
  passphrase: string,
  salt: Uint8Array,
  { N, r, p }: Pick<KeyFile, 'N' | 'r' | 'p'>,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // scrypt needs 128 * N * r bytes; Node refuses above 32 MiB unless told.
    scrypt(passphrase, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
