import type { KeyProtection } from '../../secrets/vault/keychain.ts';

const anyProgram = (keyring: string): string =>
  `While ${keyring} is unlocked, any program that runs as you can ask it for the key.`;

const words: Readonly<Record<string, KeyProtection>> = {
  gnome_libsecret: {
    protection: 'the system keyring (Secret Service)',
    weakness: anyProgram('the keyring'),
  },
  ...Object.fromEntries(
    ['kwallet', 'kwallet5', 'kwallet6'].map((name) => [
      name,
      { protection: 'KWallet', weakness: anyProgram('the wallet') },
    ]),
  ),
  darwin: { protection: 'the macOS Keychain' },
  win32: {
    protection: 'the Windows account (DPAPI)',
    weakness: 'While you are logged in, any program that runs as you can decrypt the key.',
  },
  unknown: { protection: 'not known yet' },
};

/** Shown before and after the opt-in. */
export const noProtection: KeyProtection = {
  grade: 'weak',
  better:
    'Start GNOME Keyring, KWallet or another Secret Service for this session. Then restart Valetkey and enter the secrets again.',
  protection: 'only the permissions of its file',
  weakness:
    'No keyring is in use, so the key is scrambled with a password that is part of the program. ' +
    'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.',
};

/** `backend` is what Linux selected, or the name of the platform. */
export function describeSafeStorage(backend: string): KeyProtection {
  return backend === 'basic_text'
    ? noProtection
    : (words[backend] ?? { protection: `the keyring ${backend}` });
}
