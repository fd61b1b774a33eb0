import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read, unlockedVault, vaultFile } from './fixtures/vault-in-folder.ts';
import { placeOf, vaultOnDisk } from './fixtures/vault-on-disk.ts';

let disk: ReturnType<typeof vaultOnDisk>;
beforeEach(() => {
  disk = vaultOnDisk();
});
afterEach(() => disk.end());

/** Of the format, but of no key. */
const noise = `x'01${'5a'.repeat(79)}'`;

describe('a ciphertext is locked, shown and not used', () => {
  it('a ciphertext swapped with another connection’s is locked', async () => {
    await disk.storeTwo();
    disk.edit((database) => {
      database.exec("UPDATE secrets SET connection_id = 'x' WHERE connection_id = 'c1'");
      database.exec("UPDATE secrets SET connection_id = 'c1' WHERE connection_id = 'c2'");
      database.exec("UPDATE secrets SET connection_id = 'c2' WHERE connection_id = 'x'");
    });
    await disk.withVault((vault) => {
      expect(read(vault, placeOf('c1'))).toBe('secret-unreadable: wrong-place');
      expect(read(vault, placeOf('c2'))).toBe('secret-unreadable: wrong-place');
      expect(vault.inventory()).toHaveLength(2);
    });
  });

  it('a ciphertext is locked if the metadata names another authority digest than it was sealed under', async () => {
    await disk.storeTwo();
    const edited = { ...placeOf('c1'), authorityDigest: 'digest of an edited origin' };
    expect(await disk.withVault((vault) => read(vault, edited))).toBe('secret-unreadable: authority-changed');
  });

  it('an older row under the newer counter is locked', async () => {
    await disk.withVault((vault) => {
      vault.put(placeOf('c1'), 'old password');
      vault.put(placeOf('c1'), 'new password');
    });
    disk.edit((database) =>
      database.exec(
        'UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE counter = 1) WHERE counter = 2',
      ),
    );
    expect(await disk.withVault((vault) => read(vault, placeOf('c1', 2)))).toBe(
      'secret-unreadable: rolled-back',
    );
  });

  it('an older copy of the whole file is locked', async () => {
    await disk.storeTwo();
    copyFileSync(vaultFile(disk.folder), join(disk.folder, 'backup'));
    await disk.withVault((vault) => {
      vault.put(placeOf('c1'), 'new');
      vault.settle([placeOf('c1', 2)]);
    });
    copyFileSync(join(disk.folder, 'backup'), vaultFile(disk.folder));
    await disk.withVault((vault) => {
      expect(read(vault, placeOf('c1', 2))).toBe('secret-unreadable: rolled-back');
      expect(read(vault, placeOf('c2'))).toBe('second');
      // Entered again, with what the metadata says: the counter is not one of the lost ones.
      expect(vault.put({ ...placeOf('c1'), afterCounter: 2 }, 'again')).toEqual({ counter: 3 });
    });
  });

  it('a log with its end cut off locks the lost ciphertexts', async () => {
    const vault = await unlockedVault(disk.folder, disk.keychain);
    for (const counter of [1, 2, 3]) expect(vault.put(placeOf('c1'), `v${counter}`)).toEqual({ counter });
    const other = mkdtempSync(join(disk.folder, 'copy-'));
    copyFileSync(vaultFile(disk.folder), vaultFile(other));
    writeFileSync(`${vaultFile(other)}-wal`, readFileSync(`${vaultFile(disk.folder)}-wal`).subarray(0, -100));
    const copy = await unlockedVault(other, disk.keychain);
    expect(read(copy, placeOf('c1', 3))).toBe('secret-unreadable: rolled-back');
    expect(read(copy, placeOf('c1', 2))).toBe('v2');
    copy.close();
    vault.close();
  });

  it('a ciphertext with changed bytes is locked, while the others stay usable', async () => {
    await disk.storeTwo();
    disk.edit((database) =>
      database.exec("UPDATE secrets SET sealed = zeroblob(80) WHERE connection_id = 'c1'"),
    );
    await disk.withVault((vault) => {
      expect(read(vault, placeOf('c1'))).toBe('secret-unreadable: unknown-format');
      expect(read(vault, placeOf('c2'))).toBe('second');
    });
    disk.edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE connection_id = 'c1'`));
    expect(await disk.withVault((vault) => read(vault, placeOf('c1')))).toBe(
      'secret-unreadable: undecryptable',
    );
  });

  it('a locked ciphertext is kept byte for byte when its place gets a new secret', async () => {
    await disk.storeTwo();
    disk.edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE connection_id = 'c1'`));
    const before = disk.sealedRows();
    await disk.withVault((vault) => {
      vault.put(placeOf('c1'), 'entered again');
      expect(vault.settle([placeOf('c1', 2)])).toEqual({ removed: 0, kept: 1, waiting: 0 });
      vault.put(placeOf('c1'), 'and again');
      vault.settle([placeOf('c1', 3)]);
      expect(vault.inventory().filter(({ kept }) => kept)).toMatchObject([
        { connectionId: 'c1', counter: 1, bytes: 80 },
      ]);
    });
    expect(disk.sealedRows()).toEqual(expect.arrayContaining(before));
  });

  it('an older ciphertext is not removed for one that cannot be opened', async () => {
    await disk.withVault((vault) => {
      vault.put(placeOf('c1'), 'old');
      vault.put(placeOf('c1'), 'new');
    });
    disk.edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise} WHERE counter = 2`));
    await disk.withVault((vault) => {
      expect(vault.settle([placeOf('c1', 2)])).toEqual({ removed: 0, kept: 0, waiting: 1 });
      expect(read(vault, placeOf('c1'))).toBe('old');
    });
  });
});

describe('a connection that is deleted', () => {
  it('what was kept of it aside goes too, and nothing of another', async () => {
    await disk.storeTwo();
    disk.edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise}`));
    await disk.withVault((vault) => {
      for (const id of ['c1', 'c2']) vault.put(placeOf(id), 'entered again');
      expect(vault.settle([placeOf('c1', 2), placeOf('c2', 2)])).toMatchObject({ kept: 2 });
      vault.remove('c1');
      expect(vault.inventory().map(({ connectionId, kept }) => [connectionId, kept])).toEqual([
        ['c2', true],
        ['c2', false],
      ]);
    });
  });

  it('the ciphertext of a deleted connection is overwritten in the file', async () => {
    await disk.storeTwo();
    const sealed = disk.sealedRows().map((row) => Buffer.from(String((row as unknown[])[0]), 'hex'));
    const inFile = () => sealed.map((one) => readFileSync(vaultFile(disk.folder)).includes(one));
    expect(inFile()).toEqual([true, true]);
    await disk.withVault((vault) => {
      for (const id of ['c1', 'c2']) vault.remove(id);
    });
    expect(inFile()).toEqual([false, false]);
  });
});

describe('a counter that was lowered in the file', () => {
  it('a counter that was lowered in the file stays above every existing row', async () => {
    await disk.withVault((vault) => {
      vault.put(placeOf('c1'), 'one');
      vault.put(placeOf('c1'), 'two');
    });
    disk.edit((database) => database.exec('UPDATE counters SET highest = 0'));
    expect(await disk.withVault((vault) => vault.put(placeOf('c1'), 'three'))).toEqual({ counter: 3 });
  });
});

describe('the key check', () => {
  it('a damaged key check is made again when the key opens a secret', async () => {
    await disk.storeTwo();
    for (const damage of ['UPDATE key_check SET sealed = randomblob(40)', 'DELETE FROM key_check']) {
      disk.edit((database) => database.exec(damage));
      expect(await disk.withVault((vault) => read(vault, placeOf('c1')))).toBe('first');
    }
  });

  it('the key check tells a wrong key from damaged secrets', async () => {
    await disk.storeTwo();
    disk.edit((database) => database.exec(`UPDATE secrets SET sealed = ${noise}`));
    expect(await disk.withVault((vault) => vault.state().state)).toBe('unlocked');
    disk.keychain.key = new Uint8Array(32).fill(3);
    expect(await disk.withVault((vault) => vault.state())).toMatchObject({
      state: 'locked',
      why: 'wrong-key',
    });
  });
});
