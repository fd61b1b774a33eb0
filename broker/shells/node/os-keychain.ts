import { randomBytes } from 'node:crypto';
import { decodeKey, type Keychain, type KeychainAnswer } from '../../secrets/vault/keychain.ts';

type Answer = Exclude<KeychainAnswer, { state: 'unlocked' }>;

/**
 * Keeps the vault key, as base64, in the keyring of the operating system: Secret Service on Linux (GNOME
 * keyring, KWallet, KeePassXC), Keychain on macOS, Credential Manager on Windows.
 * Each vault needs an `account` of its own: vaults that share one share its key.
 * Not done here: a time limit. Reading may wait for the user at the keyring's own prompt; and finding the
 * service blocks this thread while a keyring is being started (2 s when that fails), or up to D-Bus's own
 * limit of 25 s on a bus that swallows messages.
 */
export function osKeychain(powers: { readonly service: string; readonly account: string }): Keychain {
  const entry = async () => {
    // Native, and absent on some platforms: loaded when it is asked for.
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Pinned. Without it, a Linux without Secret Service silently gets the kernel's keyring, which says
    // "no entry" at first and forgets what it is given at the next boot: the vault would be lost.
    return new AsyncEntry(powers.service, powers.account, { linux: { store: 'secret-service' } });
  };

  const create = async (): Promise<KeychainAnswer> => {
    const key = randomBytes(32);
    const kept = key.toString('base64');
    await (await entry()).setPassword(kept);
    // Some stores accept an entry and drop it (a session-only collection, a policy), so read it back.
    if ((await (await entry()).getPassword()) === kept) return { state: 'unlocked', key };
    key.fill(0);
    return { state: 'unavailable', why: 'key-not-kept' };
  };

  return Object.freeze<Keychain>({
    kind: 'os-keyring',
    describe: (say) => (descriptions[process.platform] ?? linux)(say),
    unlock: async ({ mayCreate }) => {
      try {
        const kept = await (await entry()).getPassword();
        if (kept === null || kept === undefined)
          return mayCreate ? await create() : { state: 'missing', why: 'key-missing' };
        const key = decodeKey(kept);
        // An entry that is not our key is left as it is, because its author may need it.
        return key === undefined ? { state: 'unavailable', why: 'key-unusable' } : { state: 'unlocked', key };
      } catch (error) {
        return explain(error);
      }
    },
  });
}

const linux: Keychain['describe'] = (say) => ({
  protection: say('the system keyring (Secret Service)'),
  weakness: say('While the keyring is unlocked, any program that runs as you can ask it for the key.'),
});
const descriptions: Partial<Record<NodeJS.Platform, Keychain['describe']>> = {
  linux,
  darwin: (say) => ({ protection: say('the macOS Keychain') }),
  win32: (say) => ({
    protection: say('the Windows Credential Manager'),
    weakness: say('While you are logged in, any program that runs as you can ask it for the key.'),
  }),
};

/** The library tells its cases apart by message only (keyring-core's Error, seen with 2.1.2). */
const explain = (error: unknown): Answer => {
  const message = error instanceof Error ? error.message : '';
  if (/prompt was dismissed|object locked/i.test(message)) return { state: 'locked', why: 'keyring-locked' };
  if (/access ?denied|not permitted|user cancel/i.test(message))
    return { state: 'locked', why: 'keyring-denied' };
  if (/^Couldn't access platform storage/.test(message)) return { state: 'locked', why: 'keyring-locked' };
  return { state: 'unavailable', why: 'keyring-unavailable' };
};
