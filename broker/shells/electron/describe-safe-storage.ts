import type { Say } from '../../contracts/texts/say.ts';
import type { KeyProtection } from '../../secrets/vault/keychain.ts';

/** `backend` is what Linux selected, or the name of the platform. */
export function describeSafeStorage(say: Say, backend: string): KeyProtection {
  switch (backend) {
    case 'basic_text':
      return noProtection(say);
    case 'gnome_libsecret':
      return {
        protection: say('the system keyring (Secret Service)'),
        weakness: say('While the keyring is unlocked, any program that runs as you can ask it for the key.'),
      };
    case 'kwallet':
    case 'kwallet5':
    case 'kwallet6':
      return {
        protection: 'KWallet',
        weakness: say('While the wallet is unlocked, any program that runs as you can ask it for the key.'),
      };
    case 'darwin':
      return { protection: say('the macOS Keychain') };
    case 'win32':
      return {
        protection: say('the Windows account (DPAPI)'),
        weakness: say('While you are logged in, any program that runs as you can decrypt the key.'),
      };
    case 'unknown':
      return { protection: say('not known yet') };
    default:
      return { protection: say('the keyring {backend}', { backend }) };
  }
}

/** Shown before and after the opt-in. */
export const noProtection = (say: Say): KeyProtection => ({
  grade: 'weak',
  better: say(
    'Start GNOME Keyring, KWallet or another Secret Service for this session. Then restart Valetkey and enter the secrets again.',
  ),
  protection: say('only the permissions of its file'),
  weakness: [
    say('No keyring is in use, so the key is scrambled with a password that is part of the program.'),
    say(
      'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.',
    ),
  ].join(' '),
});
