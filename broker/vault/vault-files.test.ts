import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
import { makeVault, type Vault, vaultMigrations } from './vault.ts';

let folder: string;
let keychain: TestKeychain;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-vault-files-'));
  keychain = testKeychain();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (connectionId: string, counter = 1) => ({
  connectionId,
  field: 'token',
  authorityDigest: 'd1',
  counter,
});
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
    readdirSync(folder).filter((name) =>
      forms(bytes).some((form) => readFileSync(join(folder, name)).includes(form)),
    );

  it('never contain a plaintext or the vault key, in any form, before or after a checkpoint', async () => {
    const vault = await unlockedVault(folder, keychain);
    const key = Buffer.from(keychain.key ?? []);
    vault.put(place('c1'), plaintext);
    vault.reseal(place('c1'), 'd2');
    const seen = [...found(Buffer.from(plaintext)), ...found(key)];
    vault.remove('c1');
    vault.close();
    expect(key).toHaveLength(32);
    expect([...seen, ...found(Buffer.from(plaintext)), ...found(key)]).toEqual([]);
    writeFileSync(join(folder, 'control'), plaintext);
    expect(found(Buffer.from(plaintext))).toEqual(['control']);
  });

  it('are readable by their owner only', async () => {
    const vault = await unlockedVault(folder, keychain);
    vault.put(place('c1'), plaintext);
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ['secrets.db', '600'],
      ['secrets.db-shm', '600'],
      ['secrets.db-wal', '600'],
    ]);
    vault.close();
  });

  it('hold no ciphertext of what was removed, once the log is written back', async () => {
    await storeTwo();
    const sealed = Buffer.from(String(sealedRows()[0]), 'hex');
    expect(readFileSync(vaultFile(folder)).includes(sealed)).toBe(true);
    await withVault((vault) => [vault.remove('c1'), vault.remove('c2')]);
    expect(readFileSync(vaultFile(folder)).includes(sealed)).toBe(false);
  });
});

describe('the disk', () => {
  it('is waited for at every put, however the file was opened', async () => {
    const database = openDatabase(vaultFile(folder), vaultMigrations, { synchronous: 'NORMAL' });
    makeVault({ database, keychain, randomBytes, now: () => 0 });
    expect(database.prepare('PRAGMA synchronous').raw().get([])).toEqual([2]);
    database.close();
  });

  it('acknowledges nothing when it is full, and keeps what was there', async () => {
    const database = openDatabase(vaultFile(folder), vaultMigrations);
    const vault = makeVault({ database, keychain, randomBytes, now: () => 0 });
    await vault.unlock();
    vault.put(place('c1'), 'one');
    database.pragma('max_page_count = 12');
    expect(() => vault.put(place('c1'), 'x'.repeat(100_000))).toThrow(
      expect.objectContaining({ code: 'unwritable' }),
    );
    expect(read(vault, place('c1'))).toBe('one');
    expect(vault.inventory()).toHaveLength(1);
    vault.close();
  });
});
