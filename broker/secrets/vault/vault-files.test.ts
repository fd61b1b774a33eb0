import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../database/open-database.ts';
import { read, unlockedVault, vaultFile } from './fixtures/vault-in-folder.ts';
import { placeOf, vaultOnDisk } from './fixtures/vault-on-disk.ts';
import { makeVault, vaultMigrations } from './vault.ts';

let disk: ReturnType<typeof vaultOnDisk>;
beforeEach(() => {
  disk = vaultOnDisk();
});
afterEach(() => disk.end());

describe('the files', () => {
  const plaintext = 'sk-live-0123456789-Plaintext/of+a=secret?';
  const forms = (bytes: Buffer): Buffer[] => [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('utf8'), 'utf16le'),
    // Base64 of the same bytes looks different at each of three offsets; cut what depends on the neighbours.
    ...[0, 1, 2].map((offset) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(offset), bytes])
          .toString('base64')
          .slice(4, -4),
      ),
    ),
  ];
  const found = (bytes: Buffer): string[] =>
    readdirSync(disk.folder).filter((name) =>
      forms(bytes).some((form) => readFileSync(join(disk.folder, name)).includes(form)),
    );

  it('the files never contain a plaintext or the vault key, in any form, before or after a checkpoint', async () => {
    const vault = await unlockedVault(disk.folder, disk.keychain);
    const key = Buffer.from(disk.keychain.key ?? []);
    vault.put(placeOf('c1'), plaintext);
    vault.reseal(placeOf('c1'), 'd2');
    const seen = [...found(Buffer.from(plaintext)), ...found(key)];
    vault.remove('c1');
    vault.close();
    expect(key).toHaveLength(32);
    expect([...seen, ...found(Buffer.from(plaintext)), ...found(key)]).toEqual([]);
    writeFileSync(join(disk.folder, 'control'), plaintext);
    expect(found(Buffer.from(plaintext))).toEqual(['control']);
  });

  it('the files are readable by their owner only', async () => {
    const vault = await unlockedVault(disk.folder, disk.keychain);
    vault.put(placeOf('c1'), plaintext);
    const modes = readdirSync(disk.folder).map((name) => [
      name,
      (statSync(join(disk.folder, name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ['secrets.db', '600'],
      ['secrets.db-shm', '600'],
      ['secrets.db-wal', '600'],
    ]);
    vault.close();
  });

  it('the files hold no removed ciphertext once the log is written back', async () => {
    await disk.storeTwo();
    const sealed = Buffer.from(String(disk.sealedRows()[0]), 'hex');
    expect(readFileSync(vaultFile(disk.folder)).includes(sealed)).toBe(true);
    await disk.withVault((vault) => [vault.remove('c1'), vault.remove('c2')]);
    expect(readFileSync(vaultFile(disk.folder)).includes(sealed)).toBe(false);
  });
});

describe('the disk', () => {
  it('each put waits for the disk, however the file was opened', async () => {
    const database = openDatabase(vaultFile(disk.folder), vaultMigrations, { synchronous: 'NORMAL' });
    makeVault({ database, keychain: disk.keychain, randomBytes, now: () => 0 });
    expect(database.prepare('PRAGMA synchronous').raw().get([])).toEqual([2]);
    database.close();
  });

  it('a full disk acknowledges nothing, and keeps what was there', async () => {
    const database = openDatabase(vaultFile(disk.folder), vaultMigrations);
    const vault = makeVault({ database, keychain: disk.keychain, randomBytes, now: () => 0 });
    await vault.unlock();
    vault.put(placeOf('c1'), 'one');
    database.pragma('max_page_count = 12');
    expect(() => vault.put(placeOf('c1'), 'x'.repeat(100_000))).toThrow(
      expect.objectContaining({ code: 'unwritable' }),
    );
    expect(read(vault, placeOf('c1'))).toBe('one');
    expect(vault.inventory()).toHaveLength(1);
    vault.close();
  });
});
