import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openVault, testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { desktopKeychain } from './desktop-keychain.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-keychain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const passphrase = 'a passphrase of the tests';
const opened = (options: { readonly weak?: boolean } = {}) => {
  const keyring = testKeychain();
  const accepted: string[] = [];
  const passphraseFile = join(folder, 'vault-passphrase.json');
  const keychain = desktopKeychain({
    keyring,
    passphraseFile,
    acceptWeak: options.weak === false ? undefined : async () => void accepted.push('weak'),
  });
  return { keyring, accepted, passphraseFile, keychain };
};
const created = { mayCreate: true };

it('a keyring that answers is used, and nothing is offered beside it', async () => {
  const { keychain, passphraseFile } = opened();
  expect(await keychain.unlock(created)).toMatchObject({ state: 'unlocked' });
  expect(keychain.ways?.()).toEqual([]);
  await keychain.choose?.({ way: 'new-passphrase', passphrase });
  expect(await keychain.unlock(created)).toMatchObject({ state: 'unlocked' });
  expect(existsSync(passphraseFile)).toBe(false);
});

it('a new vault without a keyring can have a passphrase, or weak protection where the keyring allows it', async () => {
  for (const [failing, ways] of [
    ['weak-protection', ['new-passphrase', 'weak']],
    ['keyring-unavailable', ['new-passphrase']],
    ['keyring-locked', []],
    ['keyring-changed', []],
  ] as const) {
    const { keychain, keyring } = opened();
    keyring.failing = failing;
    expect(await keychain.unlock(created)).toEqual({ state: 'locked', why: failing });
    expect(keychain.ways?.(), failing).toEqual(ways);
  }
});

it('a vault that had a key is offered no other keeper: its secrets would be lost', async () => {
  const { keychain, keyring } = opened();
  keyring.failing = 'keyring-unavailable';
  await keychain.unlock({ mayCreate: false });
  expect(keychain.ways?.()).toEqual([]);
  await keychain.choose?.({ way: 'new-passphrase', passphrase });
  expect(await keychain.unlock({ mayCreate: false })).toMatchObject({ why: 'keyring-unavailable' });
});

it.each(['keyring-unavailable', 'weak-protection'] as const)(
  'an empty vault whose keyring is gone (%s) takes a passphrase, in one try',
  async (failing) => {
    const { keychain, keyring, passphraseFile } = opened();
    const vaultFolder = mkdtempSync(join(folder, 'vault-'));
    const first = openVault(vaultFolder, keychain);
    expect(await first.unlock()).toMatchObject({ state: 'unlocked' });
    first.close();
    const vault = openVault(vaultFolder, keychain);
    keyring.key = undefined;
    keyring.failing = failing;
    await vault.unlock();
    expect(keychain.ways?.()).toContain('new-passphrase');
    await keychain.choose?.({ way: 'new-passphrase', passphrase });
    expect(await vault.unlock()).toMatchObject({ state: 'unlocked' });
    expect(existsSync(passphraseFile)).toBe(true);
    vault.close();
  },
);

it('a passphrase that a try has no use for is not kept for a later one', async () => {
  const { keychain, keyring, passphraseFile } = opened();
  keyring.failing = 'keyring-unavailable';
  await keychain.unlock(created);
  await keychain.choose?.({ way: 'new-passphrase', passphrase });
  await keychain.unlock({ mayCreate: false });
  await keychain.unlock(created);
  expect(existsSync(passphraseFile)).toBe(false);
});

it('a chosen passphrase opens the same key at each start, is kept for one try, and a wrong one opens nothing', async () => {
  const first = opened();
  first.keyring.failing = 'keyring-unavailable';
  await first.keychain.unlock(created);
  await first.keychain.choose?.({ way: 'new-passphrase', passphrase: 'short' });
  expect(await first.keychain.unlock(created)).toMatchObject({ why: 'passphrase-too-short' });
  await first.keychain.choose?.({ way: 'new-passphrase', passphrase });
  const made = await first.keychain.unlock(created);
  expect(made).toMatchObject({ state: 'unlocked' });

  // The keyring is back by then, and the passphrase stays what the user chose.
  const { keychain } = opened();
  expect(await keychain.unlock({ mayCreate: false })).toEqual({ state: 'locked', why: 'passphrase-needed' });
  expect(keychain.ways?.()).toEqual(['passphrase', 'forgotten']);
  await keychain.choose?.({ way: 'passphrase', passphrase: 'another passphrase' });
  expect(await keychain.unlock({ mayCreate: false })).toMatchObject({ why: 'wrong-passphrase' });
  expect(await keychain.unlock({ mayCreate: false })).toMatchObject({ why: 'passphrase-needed' });
  await keychain.choose?.({ way: 'passphrase', passphrase });
  expect(await keychain.unlock({ mayCreate: false })).toEqual(made);
});

it('a forgotten passphrase makes the key count as gone until it is entered after all, or set aside', async () => {
  const first = opened();
  first.keyring.failing = 'keyring-unavailable';
  await first.keychain.unlock(created);
  await first.keychain.choose?.({ way: 'new-passphrase', passphrase });
  const made = await first.keychain.unlock(created);

  const { keychain, keyring, passphraseFile } = opened();
  keyring.failing = 'keyring-unavailable';
  await keychain.choose?.({ way: 'forgotten' });
  expect(await keychain.unlock(created), 'it was no way yet').toMatchObject({ why: 'passphrase-needed' });
  await keychain.choose?.({ way: 'forgotten' });
  expect(await keychain.unlock(created)).toEqual({ state: 'locked', why: 'passphrase-forgotten' });
  await keychain.choose?.({ way: 'passphrase', passphrase });
  expect(await keychain.unlock(created)).toEqual(made);

  const later = opened().keychain;
  await later.unlock({ mayCreate: false });
  await later.choose?.({ way: 'forgotten' });
  expect(await later.unlock({ mayCreate: false })).toMatchObject({ why: 'passphrase-forgotten' });
  await later.setAside?.();
  expect(existsSync(passphraseFile)).toBe(false);
});
