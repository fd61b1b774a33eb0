import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownCode } from '../../checks/fixtures/thrown-code.ts';
import { openDatabase } from '../../database/open-database.ts';
import {
  openVault,
  read,
  type TestKeychain,
  testKeychain,
  unlockedVault,
  vaultFile,
} from './fixtures/vault-in-folder.ts';
import { type Vault, vaultMigrations } from './vault.ts';

let folder: string;
let keychain: TestKeychain;
let vault: Vault;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-vault-key-'));
  keychain = testKeychain();
  vault = await unlockedVault(folder, keychain);
});
afterEach(() => {
  vault.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As it is after a new start. */
const lockAgain = (): void => {
  vault.close();
  vault = openVault(folder, keychain);
};
const howMany = (secrets: number): number => secrets;
const place = { connectionId: 'c1', field: 'token', authorityDigest: 'd1' };

describe('a locked vault', () => {
  it('a locked vault stores nothing, opens nothing, and says why', () => {
    vault.put(place, 'one');
    lockAgain();
    expect(vault.state()).toEqual({ state: 'locked', why: 'not-yet-unlocked', protection: 'a test' });
    expect(thrownCode(() => vault.put(place, 'two'))).toBe('vault-locked');
    expect(thrownCode(() => vault.putAll([]))).toBe('vault-locked');
    expect(read(vault, { ...place, counter: 1 })).toBe('vault-locked: not-yet-unlocked');
    expect(vault.reseal({ ...place, counter: 1 }, 'd2')).toMatchObject({ ok: false, code: 'vault-locked' });
    expect(vault.inventory()).toHaveLength(1);
  });

  it('the vault wipes the key that it was given', async () => {
    const key = new Uint8Array(32).fill(7);
    const other = openVault(mkdtempSync(join(folder, 'other-')), {
      ...keychain,
      unlock: async () => ({ state: 'unlocked', key }),
    });
    expect((await other.unlock()).state).toBe('unlocked');
    other.close();
    expect(key).toEqual(new Uint8Array(32));
  });

  it('a key that does not fit is wiped', async () => {
    vault.put(place, 'one');
    vault.close();
    const key = new Uint8Array(32).fill(7);
    vault = openVault(folder, { ...keychain, unlock: async () => ({ state: 'unlocked', key }) });
    expect(await vault.unlock()).toMatchObject({ state: 'locked', why: 'wrong-key' });
    expect(key).toEqual(new Uint8Array(32));
  });

  it('a key is wiped when the database fails after the keyring gave it', async () => {
    vault.put(place, 'one');
    vault.close();
    const key = new Uint8Array(32).fill(7);
    vault = openVault(folder, {
      ...keychain,
      unlock: async () => {
        const beside = openDatabase(vaultFile(folder), vaultMigrations);
        beside.exec('DROP TABLE key_check');
        beside.close();
        return { state: 'unlocked', key };
      },
    });
    expect(await vault.unlock()).toMatchObject({ state: 'locked' });
    expect(key).toEqual(new Uint8Array(32));
  });

  it('a locked vault lets its secrets be removed, because that needs no key', () => {
    vault.put(place, 'one');
    lockAgain();
    expect(vault.remove('c1')).toBe(1);
    expect(vault.inventory()).toEqual([]);
  });

  it('many callers who unlock at once ask the keyring once', async () => {
    lockAgain();
    keychain.asked = [];
    await Promise.all([vault.unlock(), vault.unlock(), vault.unlock()]);
    expect(keychain.asked).toHaveLength(1);
  });

  it('a locked vault passes on the keyring’s reason, and unlocks when that is gone', async () => {
    lockAgain();
    keychain.failing = 'keyring-locked';
    expect(await vault.unlock()).toMatchObject({ state: 'locked', why: 'keyring-locked' });
    keychain.failing = undefined;
    expect(await vault.unlock()).toMatchObject({ state: 'unlocked' });
  });

  it('a keychain that throws, or gives a key of another length, counts as locked', async () => {
    const place = mkdtempSync(join(folder, 'other-'));
    const throwing = openVault(place, {
      ...keychain,
      unlock: () => Promise.reject(new Error('secret text')),
    });
    expect(await throwing.unlock()).toMatchObject({ why: 'keychain-failed' });
    throwing.close();
    const short = openVault(place, {
      ...keychain,
      unlock: async () => ({ state: 'unlocked', key: new Uint8Array(16) }),
    });
    expect(await short.unlock()).toMatchObject({ why: 'key-unusable' });
    short.close();
  });
});

describe('the vault key', () => {
  it('a vault key is made only while nothing is stored', async () => {
    vault.put(place, 'one');
    lockAgain();
    keychain.key = undefined;
    expect(await vault.unlock()).toMatchObject({ state: 'locked', why: 'key-missing' });
    expect(keychain.asked).toEqual([true, false]);
  });

  it('a key that did not seal what is stored is refused, and changes nothing', async () => {
    vault.put(place, 'one');
    lockAgain();
    const right = keychain.key;
    keychain.key = new Uint8Array(32).fill(1);
    expect(await vault.unlock()).toMatchObject({ state: 'locked', why: 'wrong-key' });
    keychain.key = right;
    await vault.unlock();
    expect(read(vault, { ...place, counter: 1 })).toBe('one');
  });

  it('one of two processes that start together for the first time makes the key', async () => {
    const place = mkdtempSync(join(folder, 'new-'));
    const slow = testKeychain();
    let answer = () => {};
    slow.gate = new Promise((resolve) => {
      answer = resolve;
    });
    const [first, second] = [openVault(place, slow), openVault(place, testKeychain())];
    const unlocking = first.unlock();
    expect(await second.unlock()).toMatchObject({ state: 'locked', why: 'key-being-created' });
    expect(thrownCode(() => first.remove('c1'))).toBe('busy');
    answer();
    expect(await unlocking).toMatchObject({ state: 'unlocked' });
    first.close();
    second.close();
  });

  it('a key is not used any more after another process gave the vault a new one', async () => {
    const other = openVault(folder, testKeychain(new Uint8Array(32).fill(9)));
    expect((await other.unlock()).state).toBe('unlocked'); // nothing was stored with the first one
    expect(thrownCode(() => vault.put(place, 'one'))).toBe('vault-locked');
    expect(vault.state()).toMatchObject({ why: 'key-changed' });
    other.close();
  });

  it('giving a key up waits for another process that writes, and does not hold its own', async () => {
    vault.put(place, 'one');
    lockAgain();
    keychain.key = undefined;
    const other = openDatabase(vaultFile(folder), vaultMigrations);
    other.exec('BEGIN IMMEDIATE');
    const aside = vault.setAside(howMany);
    await setTimeout(150);
    other.exec('ROLLBACK');
    expect(await aside).toBe(1);
    other.close();
  });

  it('a new key may be made after the user set unreadable ciphertexts aside, which are kept', async () => {
    vault.put(place, 'one');
    lockAgain();
    const before = vault.inventory();
    keychain.key = undefined;
    await vault.unlock();
    expect(await vault.setAside(howMany)).toBe(1);
    expect(await vault.unlock()).toMatchObject({ state: 'unlocked' });
    expect(vault.put(place, 'entered again')).toEqual({ counter: 2 });
    expect(read(vault, { ...place, counter: 2 })).toBe('entered again');
    expect(vault.inventory()).toMatchObject([
      { ...before[0], kept: true },
      { counter: 2, kept: false },
    ]);
  });
});

describe('setting aside', () => {
  it('nothing is set aside while the key may come back, or is back', async () => {
    vault.put(place, 'one');
    lockAgain();
    for (const why of [
      'keyring-locked',
      'keyring-denied',
      'keyring-unavailable',
      'wrong-passphrase',
    ] as const) {
      keychain.failing = why;
      expect(await vault.setAside(howMany)).toBeUndefined();
      expect(vault.state()).toMatchObject({ state: 'locked', why });
    }
    keychain.failing = undefined;
    expect(await vault.setAside(howMany)).toBeUndefined();
    expect(read(vault, { ...place, counter: 1 })).toBe('one');
  });

  it('a key that another process gave up while the keyring was asked is not given up with its new one', async () => {
    vault.put(place, 'one');
    vault.close();
    const other = openVault(folder, keychain);
    keychain.failing = 'keyring-key-lost';
    vault = openVault(folder, {
      ...keychain,
      unlock: async () => {
        expect(await other.setAside(howMany)).toBe(1);
        keychain.failing = undefined;
        await other.unlock();
        other.put(place, 'two');
        return { state: 'locked', why: 'keyring-key-lost' };
      },
    });
    expect(await vault.setAside(howMany)).toBeUndefined();
    expect(read(other, { ...place, counter: 2 })).toBe('two');
    other.close();
  });

  it.each(['unlock', 'setAside'] as const)(
    'another process saves while the keyring is asked, with %s',
    async (method) => {
      vault.put(place, 'saved before');
      lockAgain();
      const other = await unlockedVault(folder, keychain);
      const asking = openVault(folder, {
        ...keychain,
        unlock: async (options) => {
          other.put(place, 'saved meanwhile');
          return keychain.unlock(options);
        },
      });
      await asking[method](howMany);
      expect(asking.state()).toMatchObject({ state: 'unlocked' });
      expect(read(asking, { ...place, counter: 2 })).toBe('saved meanwhile');
      asking.close();
      other.close();
    },
  );

  it('a key that another process made while the old one was looked for is asked for again, without the lock', async () => {
    vault.put(place, 'one');
    vault.close();
    const other = openVault(folder, keychain);
    keychain.failing = 'keyring-key-lost';
    let times = 0;
    vault = openVault(folder, {
      ...keychain,
      unlock: async (options) => {
        times += 1;
        if (times > 1) {
          other.put(place, 'two');
          return keychain.unlock(options);
        }
        expect(await other.setAside(howMany)).toBe(1);
        keychain.failing = undefined;
        await other.unlock();
        return { state: 'locked', why: 'keyring-key-lost' };
      },
    });
    expect(await vault.unlock()).toMatchObject({ state: 'unlocked' });
    expect(read(vault, { ...place, counter: 2 })).toBe('two');
    other.close();
  });

  it('a key that another process gave up while the keyring was asked does not come back', async () => {
    vault.put(place, 'one');
    vault.close();
    const other = openVault(folder, testKeychain());
    const key = Uint8Array.from(keychain.key as Uint8Array);
    vault = openVault(folder, {
      ...keychain,
      unlock: async () => {
        expect(await other.setAside(howMany)).toBe(1);
        return { state: 'unlocked', key };
      },
    });
    expect(await vault.unlock()).toMatchObject({ state: 'locked', why: 'wrong-key' });
    expect(key).toEqual(new Uint8Array(32));
    expect(await other.unlock()).toMatchObject({ state: 'unlocked' });
    other.close();
  });

  it('an interrupted setting aside changes nothing, and can be repeated', async () => {
    const kept: string[] = [];
    const fail = (): never => {
      throw new Error('a full disk');
    };
    const lost = { ...keychain, setAside: async () => void kept.push('moved') };
    vault.put(place, 'one');
    const before = vault.inventory();
    vault.close();
    keychain.failing = 'keyring-key-lost';
    const again = openVault(folder, { ...lost, setAside: async () => fail() });
    await expect(again.setAside(howMany)).rejects.toThrow('a full disk');
    await expect(again.setAside(fail)).rejects.toThrow('a full disk');
    expect(again.inventory()).toEqual(before);
    again.close();
    for (const aside of [1, 0]) {
      const other = openVault(folder, lost);
      expect(await other.setAside(howMany)).toBe(aside);
      other.close();
    }
    expect(kept).toEqual(['moved', 'moved']);
  });

  it('the file is released when the vault closes while the keyring is being asked', async () => {
    vault.put(place, 'one');
    lockAgain();
    keychain.failing = 'keyring-key-lost';
    let answer = () => {};
    keychain.gate = new Promise((resolve) => {
      answer = resolve;
    });
    const giving = vault.setAside(howMany);
    await Promise.resolve();
    const unlocking = vault.unlock();
    vault.close();
    answer();
    expect(await giving).toBeUndefined();
    expect(await unlocking).toMatchObject({ why: 'vault-closed' });
    keychain.failing = undefined;
    const next = await unlockedVault(folder, keychain);
    expect(read(next, { ...place, counter: 1 })).toBe('one');
    next.close();
  });
});

describe('a closed vault', () => {
  it('a closed vault does nothing more, though libsql would let it', async () => {
    vault.put(place, 'one');
    vault.close();
    expect(await vault.unlock()).toMatchObject({ why: 'vault-closed' });
    expect(thrownCode(() => vault.put(place, 'x'))).toBe('vault-locked');
    for (const action of [() => vault.inventory(), () => vault.remove('c1'), () => vault.settle([])])
      expect(thrownCode(action)).toBe('vault-closed');
    expect(read(vault, { ...place, counter: 1 })).toBe('vault-locked: vault-closed');
    vault.close();
  });

  it('a closed vault releases its file even while the keyring is being asked', async () => {
    const place = mkdtempSync(join(folder, 'new-'));
    const slow = testKeychain();
    let answer = () => {};
    slow.gate = new Promise((resolve) => {
      answer = resolve;
    });
    const closing = openVault(place, slow);
    const unlocking = closing.unlock();
    closing.close();
    answer();
    expect(await unlocking).toMatchObject({ why: 'vault-closed' });
    const next = await unlockedVault(place, slow);
    expect(next.state().state).toBe('unlocked');
    next.close();
  });
});
