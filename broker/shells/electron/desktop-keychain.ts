import { existsSync } from 'node:fs';
import type { ProtectionWay } from '../../contracts/settings.ts';
import type { Keychain, LockedReason } from '../../secrets/vault/keychain.ts';
import { passphraseKeychain } from '../node/passphrase-keychain.ts';

export type DesktopKeychainPowers = {
  readonly keyring: Keychain;
  /** Holds the key that a passphrase wraps. It is there when the user chose one. */
  readonly passphraseFile: string;
  /** The user accepts that only file permissions guard the key. Absent: that cannot be chosen. */
  readonly acceptWeak?: (() => Promise<void>) | undefined;
};

/** With these no keyring keeps a key yet, so another keeper takes nothing over. */
const withoutKeyring: ReadonlySet<LockedReason> = new Set(['weak-protection', 'keyring-unavailable']);

/** The system's keyring, or a passphrase where the user chose one because there is none. */
export function desktopKeychain(powers: DesktopKeychainPowers): Keychain {
  const { keyring, passphraseFile, acceptWeak } = powers;
  /** Kept for one `unlock`. */
  let given: { readonly purpose: 'create' | 'unlock'; readonly passphrase: string } | undefined;
  let ways: readonly ProtectionWay[] = [];
  let forgotten = false;
  const byPassphrase = passphraseKeychain({
    file: passphraseFile,
    askPassphrase: async (purpose) => {
      const taken = given;
      given = undefined;
      return taken?.purpose === purpose ? taken.passphrase : '';
    },
  });
  const isChosen = (): boolean => existsSync(passphraseFile);

  const unlock: Keychain['unlock'] = async (options) => {
    const before = ways;
    ways = [];
    if (isChosen()) {
      const locked: readonly ProtectionWay[] = ['passphrase', 'forgotten'];
      if (given === undefined) {
        ways = locked;
        return { state: 'locked', why: forgotten ? 'passphrase-forgotten' : 'passphrase-needed' };
      }
      const opened = await byPassphrase.unlock(options);
      if (opened.state !== 'unlocked') ways = locked;
      return opened;
    }
    if (given?.purpose === 'create' && options.mayCreate) {
      const made = await byPassphrase.unlock(options);
      // Too short, say: the choice is still to be made.
      if (made.state !== 'unlocked') ways = before;
      return made;
    }
    const answer = await keyring.unlock(options);
    if (answer.state !== 'unlocked') ways = waysFor(answer.why, options.mayCreate, acceptWeak);
    return answer;
  };

  return Object.freeze<Keychain>({
    kind: 'desktop',
    describe: (say) => (isChosen() ? byPassphrase : keyring).describe(say),
    ways: () => ways,
    choose: async (chosen) => {
      if (!ways.includes(chosen.way)) return;
      if (chosen.way === 'weak') return acceptWeak?.();
      forgotten = chosen.way === 'forgotten';
      if (chosen.way === 'forgotten') return;
      const { way, passphrase } = chosen;
      given = { purpose: way === 'passphrase' ? 'unlock' : 'create', passphrase };
    },
    unlock: async (options) => {
      const mine = given;
      try {
        return await unlock(options);
      } finally {
        // Also where nothing asked for it. What was entered meanwhile is for the next try.
        if (given === mine) given = undefined;
      }
    },
    setAside: async () => {
      await (isChosen() ? byPassphrase : keyring).setAside?.();
      forgotten = false;
    },
  });
}

const waysFor = (
  why: LockedReason,
  mayCreate: boolean,
  acceptWeak: DesktopKeychainPowers['acceptWeak'],
): ProtectionWay[] => {
  if (!withoutKeyring.has(why)) return [];
  // Chromium's built-in password stands in where the session names no keyring, not where the named one is away.
  const weak: ProtectionWay[] = why === 'weak-protection' && acceptWeak !== undefined ? ['weak'] : [];
  return mayCreate ? ['new-passphrase', ...weak] : weak;
};
