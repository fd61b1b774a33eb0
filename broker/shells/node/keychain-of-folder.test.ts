import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../database/open-database.ts';
import type { Keychain, KeychainAnswer } from '../../secrets/vault/keychain.ts';
import { vaultMigrations } from '../../secrets/vault/migrations.ts';
import { keychainOfFolder } from './keychain-of-folder.ts';

let parent: string;
let folder: string;
let asked: unknown[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-keychain-'));
  folder = join(parent, 'data');
  asked = [];
  accounts = [];
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

let accounts: string[];
const choose = (answer: KeychainAnswer) => {
  const keyring = ({ account }: { account: string }): Keychain => ({
    kind: 'os-keyring',
    describe: () => ({ protection: 'a keyring' }),
    unlock: async (options) => {
      accounts.push(account);
      asked.push(options);
      return answer;
    },
  });
  return keychainOfFolder({ folder, keyring, askPassphrase: async () => 'correct horse battery' });
};
const away: KeychainAnswer = { state: 'unavailable', why: 'keyring-unavailable' };

describe('the key of a new vault', () => {
  it.each<[string, KeychainAnswer]>([
    ['answers', { state: 'missing', why: 'key-missing' }],
    ['is locked', { state: 'locked', why: 'keyring-locked' }],
    ['has a key of this folder', { state: 'unlocked', key: new Uint8Array(32) }],
    ['has something else there', { state: 'unavailable', why: 'key-unusable' }],
  ])('a new key goes into the keyring when one %s, and looking makes none', async (_, answer) => {
    expect((await choose(answer)).kind).toBe('os-keyring');
    expect(asked).toEqual([{ mayCreate: false }]);
    expect(existsSync(folder)).toBe(false);
  });

  it('a new key goes under a passphrase if no keyring answers', async () => {
    const keychain = await choose(away);
    expect(keychain.kind).toBe('passphrase');
    expect(await keychain.unlock({ mayCreate: true })).toMatchObject({ state: 'unlocked' });
    expect(existsSync(join(folder, 'vault-key.json'))).toBe(true);
    // And stays there when a keyring comes up later, which is not even asked.
    asked = [];
    expect((await choose({ state: 'missing', why: 'key-missing' })).kind).toBe('passphrase');
    expect(asked).toEqual([]);
  });
});

it('a vault that the keyring locked uses the keyring, also while it is away', async () => {
  mkdirSync(folder);
  const database = openDatabase(join(folder, 'secrets.db'), vaultMigrations);
  // An import of connections makes the vault before it has a key: it can still be given one.
  expect((await choose(away)).kind).toBe('passphrase');
  database.exec("INSERT INTO key_check VALUES (1, x'00', 0)");
  expect((await choose(away)).kind).toBe('os-keyring');
  database.close();
});

it('a vault whose file cannot be read uses the keyring, because a new key would open nothing', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'secrets.db'), 'not a database');
  expect((await choose(away)).kind).toBe('os-keyring');
});

it('a folder has the same keyring account before and after it is made, whatever path leads to it', async () => {
  const link = join(parent, 'link');
  symlinkSync(parent, link);
  folder = join(link, 'not', 'yet', '..', 'there');
  await choose({ state: 'missing', why: 'key-missing' });
  mkdirSync(folder, { recursive: true });
  await choose({ state: 'missing', why: 'key-missing' });
  expect(accounts).toEqual([join(realpathSync(parent), 'not', 'there'), realpathSync(folder)]);
  expect(new Set(accounts).size).toBe(1);
});
