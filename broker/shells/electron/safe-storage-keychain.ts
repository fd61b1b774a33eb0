import { randomBytes } from 'node:crypto';
import { setKeyFileAside } from '../../secrets/vault/key-file.ts';
import {
  decodeKey,
  type Keychain,
  type KeychainAnswer,
  type LockedReason,
} from '../../secrets/vault/keychain.ts';
import { describeSafeStorage, noProtection } from './describe-safe-storage.ts';
import { isSealedWithNothing, type SafeStorage, sealerOf } from './safe-storage.ts';
import { createSealedKey, readSealedKey, replaceSealedKey, type SealedKey } from './safe-storage-file.ts';

export type SafeStoragePowers = {
  readonly safeStorage: SafeStorage;
  /** Holds the sealed key. Each vault needs one of its own. */
  readonly file: string;
  /** Whether the user accepted that nothing but file permissions guards the key, where there is no keyring. */
  readonly allowWeak: () => boolean;
  /** Tells a locked keyring from none; see keyring-answers.ts. */
  readonly keyringAnswers: () => Promise<boolean>;
  readonly wait: (ms: number) => Promise<void>;
  readonly platform: NodeJS.Platform;
};

/** How long a keyring that is not ready yet is waited for, between four tries. */
const pauses = [100, 400, 1_000] as const;

/**
 * Keeps the vault key in a small file, sealed by Electron's safeStorage. Only after the application is ready.
 *
 * Chromium asks the keyring once in the life of a process: who unlocks it later has to start the program again.
 * A file that does not open is never replaced or removed; a changed keyring may come back.
 */
export function safeStorageKeychain(powers: SafeStoragePowers): Keychain {
  const { safeStorage, file, allowWeak, platform } = powers;
  const sealer = sealerOf(safeStorage);
  const backend = (): string => safeStorage.getSelectedStorageBackend?.() ?? platform;
  /** What is on disk, once it was seen: a weak file stays weak under a strong keyring until it is sealed again. */
  let keptWeakly = false;

  const sealsForReal = async (): Promise<boolean> => {
    try {
      return (await sealer.available()) && !isSealedWithNothing(await sealer.seal('a try'), platform);
    } catch {
      return false;
    }
  };

  /** Whether the selected keyring does what its name says. Its name and its availability are two questions. */
  const whyNotReady = async (): Promise<LockedReason | undefined> => {
    if (backend() === 'unknown') return 'temporarily-unavailable';
    if (backend() === 'basic_text') {
      if (!allowWeak()) return 'weak-protection';
      // For the whole process; another vault in it still asks its own allowWeak.
      safeStorage.setUsePlainTextEncryption?.(true);
      return (await sealer.available()) ? undefined : 'keyring-unavailable';
    }
    if (await sealsForReal()) return undefined;
    if (platform !== 'linux') return 'keyring-unavailable-at-start';
    return (await powers.keyringAnswers()) ? 'keyring-unavailable-at-start' : 'keyring-unavailable';
  };

  const sealNow = async (key: Uint8Array): Promise<SealedKey | undefined> => {
    const text = Buffer.from(key).toString('base64');
    const sealed = await sealer.seal(text);
    if (backend() !== 'basic_text' && isSealedWithNothing(sealed, platform)) return undefined;
    const opened = await sealer.open(sealed);
    return opened.state === 'opened' && opened.text === text ? { backend: backend(), sealed } : undefined;
  };

  const create = async (): Promise<KeychainAnswer> => {
    const key = randomBytes(32);
    const sealed = await sealNow(key);
    const why = sealed === undefined ? 'key-not-kept' : await createSealedKey(file, sealed);
    if (why === undefined) return { state: 'unlocked', key };
    key.fill(0);
    return { state: 'unavailable', why };
  };

  const open = async (kept: SealedKey): Promise<KeychainAnswer> => {
    let opened = await sealer.open(kept.sealed);
    for (const ms of pauses) {
      if (opened.state !== 'not yet') break;
      await powers.wait(ms);
      opened = await sealer.open(kept.sealed);
    }
    if (opened.state === 'not yet') return { state: 'unavailable', why: 'temporarily-unavailable' };
    // A wrong password opens one ciphertext in some 256 to noise: Chromium's CBC has no tag.
    const key = opened.state === 'opened' ? decodeKey(opened.text) : undefined;
    if (key === undefined || opened.state !== 'opened') {
      return {
        state: 'unavailable',
        why: kept.backend === backend() ? 'keyring-key-lost' : 'keyring-changed',
      };
    }
    const better = keptWeakly && backend() !== 'basic_text';
    if (better || opened.sealAgain) await sealAnew(key);
    return { state: 'unlocked', key };
  };

  /** The key is open, so a failure here costs nothing: the old file stays and opens the next time too. */
  const sealAnew = async (key: Uint8Array): Promise<void> => {
    const sealed = await sealNow(key).catch(() => undefined);
    if (sealed === undefined) return;
    await replaceSealedKey(file, sealed).then(
      () => {
        keptWeakly = isSealedWithNothing(sealed.sealed, platform);
      },
      () => undefined,
    );
  };

  return Object.freeze<Keychain>({
    kind: 'safe-storage',
    describe: (say) => (keptWeakly ? noProtection(say) : describeSafeStorage(say, backend())),
    unlock: async ({ mayCreate }) => {
      const found = await readSealedKey(file);
      if (found.state === 'unusable') return { state: 'unavailable', why: found.why };
      if (found.state === 'absent' && !mayCreate) return { state: 'missing', why: 'key-missing' };
      keptWeakly = found.state === 'present' && isSealedWithNothing(found.sealed, platform);
      // A weak file under a strong keyring may have been put there by somebody: the opt-in covers it too.
      if (keptWeakly && !allowWeak()) return { state: 'locked', why: 'weak-protection' };
      const elsewhere = found.state === 'present' && !keptWeakly && found.backend !== backend();
      // Accepting weak protection would not open what a keyring sealed.
      const why = elsewhere && backend() === 'basic_text' ? 'keyring-changed' : await whyNotReady();
      if (why !== undefined && elsewhere && why !== 'temporarily-unavailable') {
        return { state: 'unavailable', why: 'keyring-changed' };
      }
      if (why !== undefined) return { state: stateOf(why), why };
      return found.state === 'absent' ? create() : open(found);
    },
    setAside: () => setKeyFileAside(file),
  });
}

const stateOf = (why: LockedReason): 'locked' | 'unavailable' =>
  why === 'keyring-unavailable' || why === 'temporarily-unavailable' ? 'unavailable' : 'locked';
