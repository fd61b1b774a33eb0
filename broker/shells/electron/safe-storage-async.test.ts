import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { safeStorage as electronSafeStorage } from 'electron/main';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safeStorageKeychain } from './safe-storage-keychain.ts';

/** As it will be from 46 on. */
type NewestSafeStorage = Omit<
  typeof electronSafeStorage,
  'isEncryptionAvailable' | 'encryptString' | 'decryptString'
>;

/**
 * The asynchronous calls came with Electron 42, and the one that runs here is 33: this alone is tested with a fake.
 * It follows electron_api_safe_storage.cc of 45; safe-storage-keychain.test.ts has the real one.
 */
const fakeAsyncSafeStorage = () => {
  const fake = {
    /** v10 is what Chromium falls back to, without a word, when the keyring does not answer. */
    prefix: 'v11',
    notYet: 0,
    lost: false,
    shouldReEncrypt: false,
    /** After so many seals the keyring does not answer any more. */
    goesAfter: Number.POSITIVE_INFINITY,
    /** What it opens is not what was sealed. */
    garbles: false,
    calls: [] as string[],
  };
  const safeStorage: NewestSafeStorage = {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    setUsePlainTextEncryption: () => undefined,
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => {
      if (fake.goesAfter === 0) fake.prefix = 'v10';
      fake.goesAfter -= 1;
      return Buffer.from(`${fake.prefix}${Buffer.from(text).toString('hex')}`);
    },
    decryptStringAsync: async (sealed) => {
      if (fake.notYet > 0) {
        fake.notYet -= 1;
        throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
      }
      if (fake.lost) throw new Error('Error while decrypting the ciphertext provided to …');
      const opened = Buffer.from(sealed.toString().slice(3), 'hex').toString();
      const result = fake.garbles ? Buffer.alloc(32).toString('base64') : opened;
      return { result, shouldReEncrypt: fake.shouldReEncrypt };
    },
  };
  return { fake, safeStorage };
};

let folder: string;
let file: string;
let waits: number[];
let storage: ReturnType<typeof fakeAsyncSafeStorage>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-async-'));
  file = join(folder, 'key.json');
  waits = [];
  storage = fakeAsyncSafeStorage();
});
afterEach(() => rmSync(folder, { recursive: true }));

const unlock = (mayCreate: boolean) =>
  safeStorageKeychain({
    safeStorage: storage.safeStorage,
    file,
    platform: 'linux',
    allowWeak: () => false,
    keyringAnswers: async () => true,
    wait: async (ms) => {
      waits.push(ms);
    },
  }).unlock({ mayCreate });
const kept = (): string => readFileSync(file, 'utf8');

describe('with the asynchronous calls of newer Electrons (a fake)', () => {
  it('the keychain makes a key and opens it again without a synchronous call', async () => {
    const made = await unlock(true);
    expect(made).toMatchObject({ state: 'unlocked' });
    expect(await unlock(false)).toEqual(made);
    expect(waits).toEqual([]);
  });

  it('the keychain waits for a keyring that is not ready, and then opens the key', async () => {
    const made = await unlock(true);
    storage.fake.notYet = 2;
    expect(await unlock(false)).toEqual(made);
    expect(waits).toEqual([100, 400]);
  });

  it('the keychain reports a temporary state if the keyring stays unready, and keeps the file', async () => {
    await unlock(true);
    const before = kept();
    storage.fake.notYet = 99;
    expect(await unlock(true)).toEqual({ state: 'unavailable', why: 'temporarily-unavailable' });
    expect(waits).toEqual([100, 400, 1_000]);
    expect(kept()).toBe(before);
  });

  it('the keychain seals the same key again when told to', async () => {
    const made = await unlock(true);
    const before = kept();
    Object.assign(storage.fake, { shouldReEncrypt: true, prefix: 'v12' });
    expect(await unlock(false)).toEqual(made);
    expect(kept()).not.toBe(before);
    expect(await unlock(false)).toEqual(made);
  });

  it('the keychain does not wait for what will never open', async () => {
    await unlock(true);
    const before = kept();
    storage.fake.lost = true;
    expect(await unlock(true)).toEqual({ state: 'unavailable', why: 'keyring-key-lost' });
    expect(waits).toEqual([]);
    expect(kept()).toBe(before);
  });

  it('the keychain stores nothing that the built-in password sealed under a keyring’s name', async () => {
    storage.fake.prefix = 'v10';
    expect(await unlock(true)).toEqual({ state: 'locked', why: 'keyring-unavailable-at-start' });
    expect(kept).toThrow(/ENOENT/);
  });

  it('the keychain stores nothing that was sealed as the keyring had stopped to answer', async () => {
    storage.fake.goesAfter = 1;
    expect(await unlock(true)).toEqual({ state: 'unavailable', why: 'key-not-kept' });
    expect(kept).toThrow(/ENOENT/);
  });

  it('the keychain does not seal a good key again with nothing', async () => {
    const made = await unlock(true);
    const before = kept();
    Object.assign(storage.fake, { shouldReEncrypt: true, goesAfter: 1 });
    expect(await unlock(false)).toEqual(made);
    expect(kept()).toBe(before);
  });

  it('the keychain stores no key that does not come back as it was', async () => {
    storage.fake.garbles = true;
    expect(await unlock(true)).toEqual({ state: 'unavailable', why: 'key-not-kept' });
    expect(kept).toThrow(/ENOENT/);
  });
});
