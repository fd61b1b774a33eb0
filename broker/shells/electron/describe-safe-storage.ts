import type { Protection } from '../../secrets/vault/keychain.ts';

const anyProgram = (keyring: string): string =>
  `While ${keyring} is unlocked, any program that runs as you can ask it for the key.`;

const words: Readonly<Record<string, Protection>> = {
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
export const noProtection: Protection = {
  grade: 'weak',
  better:
    'Start GNOME Keyring, KWallet or another Secret Service for this session, then start Valetkey again and enter the secrets anew.',
  protection: 'nothing but the permissions of its file',
  weakness:
    'No keyring is in use, so the key is scrambled with a password that is part of the program. ' +
    'Whoever gets a copy of your files, from a backup or a stolen disk, can read every secret in this vault.',
};

/** `backend` is what Linux selected, or the name of the platform. */
export const describeSafeStorage = (backend: string): Protection =>
  backend === 'basic_text' ? noProtection : (words[backend] ?? { protection: `the keyring ${backend}` });
