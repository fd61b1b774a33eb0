import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedDatabase, openDatabase } from '../database/open-database.ts';
import {
  read,
  type TestKeychain,
  testKeychain,
  unlockedVault,
  vaultFile,
} from './fixtures/vault-in-folder.ts';
import { type Vault, vaultMigrations } from './vault.ts';

let folder: string;
let keychain: TestKeychain;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-tampered-'));
  keychain = testKeychain();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (connectionId: string, counter = 1) => ({
  connectionId,
  field: 'token',
  authorityDigest: 'd1',
  counter,
});
/** Of the format, but of no key. */
const noise = `x'01${'5a'.repeat(79)}'`;
/** Changes the closed file as somebody would who can write to the disk. */
const edit = (change: (database: OpenedDatabase) => void): void => {
  const database = openDatabase(vaultFile(folder), vaultMigrations);
  change(database);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
};
const sealedRows = (): unknown[] => {
  const found: unknown[] = [];
  edit((database) => {
    found.push(...database.prepare('SELECT hex(sealed) FROM secrets ORDER BY 1').raw().all([]));
    found.push(...database.prepare('SELECT hex(sealed) FROM kept_secrets ORDER BY 1').raw().all([]));
  });
  return found;
};
const withVault = async <T>(work: (vault: Vault) => T): Promise<T> => {
  const vault = await unlockedVault(folder, keychain);
  try {
    return work(vault);
  } finally {
    vault.close();
  }
};
const storeTwo = () =>
  withVault((vault) => {
    vault.put(place('c1'), 'first');
    vault.put(place('c2'), 'second');
  });

describe('a ciphertext is locked, shown and not used', () => {
  it('when it was swapped with that of another connection', async () => {
    await storeTwo();
    edit((database) => {
      database.exec("UPDATE secrets SET connection_id = 'x' WHERE connection_id = 'c1'");
      database.exec("UPDATE secrets SET connection_id = 'c1' WHERE connection_id = 'c2'");
      database.exec("UPDATE secrets SET connection_id = 'c2' WHERE connection_id = 'x'");
    });
    await withVault((vault) => {
      expect(read(vault, place('c1'))).toBe('secret-unreadable: wrong-place');
      expect(read(vault, place('c2'))).toBe('secret-unreadable: wrong-place');
      expect(vault.inventory()).toHaveLength(2);
    });
  });

  it('when the metadata names another authority digest than it was sealed under', async () => {
    await storeTwo();
    const edited = { ...place('c1'), authorityDigest: 'digest of an edited origin' };
    expect(await withVault((vault) => read(vault, edited))).toBe('secret-unreadable: authority-changed');
  });

  it('when an older row was copied back under the newer counter', async () => {
    await withVault((vault) => {
      vault.put(place('c1'), 'old password');
      vault.put(place('c1'), 'new password');
    });
    edit((database) =>
      database.exec(
        'UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE counter = 1) WHERE counter = 2',
      ),
    );
    expect(await withVault((vault) => read(vault, place('c1', 2)))).toBe('secret-unreadable: rolled-back');
  });

  it('when the whole file is an older one', async () => {
    await storeTwo();
    copyFileSync(vaultFile(folder), join(folder, 'backup'));
    await withVault((vault) => {
      vault.put(place('c1'), 'new');
      vault.settle([place('c1', 2)]);
    });
    copyFileSync(join(folder, 'backup'), vaultFile(folder));
    await withVault((vault) => {
      expect(read(vault, place('c1', 2))).toBe('secret-unreadable: rolled-back');
      expect(read(vault, place('c2'))).toBe('second');
      // Entered again, with what the metadata says: the counter is not one of the lost ones.
      expect(vault.put({ ...place('c1'), afterCounter: 2 }, 'again')).toEqual({ counter: 3 });
    });
  });

  it('when the end of the log was cut off', async () => {
    const vault = await unlockedVault(folder, keychain);
    for (const counter of [1, 2, 3]) expect(vault.put(place('c1'), `v${counter}`)).toEqual({ counter });
    const other = mkdtempSync(join(folder, 'copy-'));
    copyFileSync(vaultFile(folder), vaultFile(other));
    writeFileSync(`${vaultFile(other)}-wal`, readFileSync(`${vaultFile(folder)}-wal`).subarray(0, -100));
    const copy = await unlockedVault(other, keychain);
    expect(read(copy, place('c1', 3))).toBe('secret-unreadable: rolled-back');
    expect(read(copy, place('c1', 2))).toBe('v2');
    copy.close();
    vault.close();
  });

  it('when its bytes were changed, while the others stay usable', async () => {
    await storeTwo();
    edit((database) => database.exec("UPDATE secrets SET sealed = zeroblob(80) WHERE connection_id = 'c1'"));
    await withVault((vault) => {
      expect(read(vault, place('c1'))).toBe('secret-unreadable: unknown-format');
      expect(read(vault, place('c2'))).toBe('second');
    });
    edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE connection_id = 'c1'`));
    expect(await withVault((vault) => read(vault, place('c1')))).toBe('secret-unreadable: undecryptable');
  });

  it('and is kept byte for byte when its place gets a new secret', async () => {
    await storeTwo();
    edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE connection_id = 'c1'`));
    const before = sealedRows();
    await withVault((vault) => {
      vault.put(place('c1'), 'entered again');
      expect(vault.settle([place('c1', 2)])).toEqual({ removed: 0, kept: 1, waiting: 0 });
      vault.put(place('c1'), 'and again');
      vault.settle([place('c1', 3)]);
      expect(vault.inventory().filter(({ kept }) => kept)).toMatchObject([
        { connectionId: 'c1', counter: 1, bytes: 80 },
      ]);
    });
    expect(sealedRows()).toEqual(expect.arrayContaining(before));
  });

  it('and an older one is not removed for one that cannot be opened', async () => {
    await withVault((vault) => {
      vault.put(place('c1'), 'old');
      vault.put(place('c1'), 'new');
    });
    edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE counter = 2`));
    await withVault((vault) => {
      expect(vault.settle([place('c1', 2)])).toEqual({ removed: 0, kept: 0, waiting: 1 });
      expect(read(vault, place('c1'))).toBe('old');
    });
  });
});

describe('a counter that was lowered in the file', () => {
  it('is still above every row that is there', async () => {
    await withVault((vault) => {
      vault.put(place('c1'), 'one');
      vault.put(place('c1'), 'two');
    });
    edit((database) => database.exec('UPDATE counters SET highest = 0'));
    expect(await withVault((vault) => vault.put(place('c1'), 'three'))).toEqual({ counter: 3 });
  });
});

describe('the key check', () => {
  it('is made anew when it is damaged and the key opens a secret', async () => {
    await storeTwo();
    for (const damage of ['UPDATE key_check SET sealed = randomblob(40)', 'DELETE FROM key_check']) {
      edit((database) => database.exec(damage));
      expect(await withVault((vault) => read(vault, place('c1')))).toBe('first');
    }
  });

  it('tells a wrong key from damaged secrets', async () => {
    await storeTwo();
    edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise}`));
    expect(await withVault((vault) => vault.state().state)).toBe('unlocked');
    keychain.key = new Uint8Array(32).fill(3);
    expect(await withVault((vault) => vault.state())).toMatchObject({ state: 'locked', why: 'wrong-key' });
  });
});
