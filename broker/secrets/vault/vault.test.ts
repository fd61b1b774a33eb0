import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownCode } from '../../checks/fixtures/thrown-code.ts';
import {
  openVault,
  read,
  type TestKeychain,
  testKeychain,
  unlockedVault,
} from './fixtures/vault-in-folder.ts';
import type { Vault, VaultEvent } from './vault.ts';

let folder: string;
let keychain: TestKeychain;
let vault: Vault;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-vault-'));
  keychain = testKeychain();
  vault = await unlockedVault(folder, keychain);
});
afterEach(() => {
  vault.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = { connectionId: 'c1', field: 'token', authorityDigest: 'd1' };

describe('storing', () => {
  it('each place has its own counters, which rise and are never given twice, also after removal', () => {
    expect(vault.put(place, 'one')).toEqual({ counter: 1 });
    expect(vault.put(place, 'two')).toEqual({ counter: 2 });
    expect(vault.put({ ...place, field: 'other' }, 'x')).toEqual({ counter: 1 });
    vault.remove('c1');
    expect(vault.put(place, 'three')).toEqual({ counter: 3 });
    expect(vault.put({ ...place, afterCounter: 9 }, 'ten')).toEqual({ counter: 10 });
  });

  it('the old secret stays beside the new one until the metadata is settled, in case of a crash', () => {
    vault.put(place, 'old');
    vault.put(place, 'new');
    expect(read(vault, { ...place, counter: 1 })).toBe('old');
    expect(read(vault, { ...place, counter: 2 })).toBe('new');
    expect(vault.settle([{ ...place, counter: 2 }])).toEqual({ removed: 1, kept: 0, waiting: 0 });
    expect(read(vault, { ...place, counter: 1 })).toBe('secret-unreadable: rolled-back');
  });

  it('settling affects nothing newer, nothing unnamed, and nothing for a missing counter', () => {
    vault.put(place, 'old');
    vault.put(place, 'new');
    vault.put({ ...place, field: 'other' }, 'x');
    expect(vault.settle([{ ...place, counter: 1 }])).toEqual({ removed: 0, kept: 0, waiting: 0 });
    expect(vault.settle([{ ...place, counter: 9 }])).toEqual({ removed: 0, kept: 0, waiting: 0 });
    expect(vault.inventory()).toHaveLength(3);
    vault.close();
    vault = openVault(folder, keychain);
    expect(vault.settle([{ ...place, counter: 2 }])).toEqual({ removed: 0, kept: 0, waiting: 1 });
  });

  it('all secrets of a connection are stored, or none', () => {
    const good = { ...place, plaintext: 'fine' };
    expect(vault.putAll([good, { ...good, field: 'other' }, good])).toEqual([
      { counter: 1 },
      { counter: 1 },
      { counter: 2 },
    ]);
    expect(thrownCode(() => vault.putAll([good, { ...good, plaintext: '\ud800' }]))).toBe(
      'plaintext-invalid',
    );
    expect(vault.inventory()).toHaveLength(3);
  });

  it.each(['', 'a\0b', '\ud800', 'a\nb', 'x'.repeat(201)])('the name %j is refused', (name) => {
    expect(thrownCode(() => vault.put({ ...place, connectionId: name }, 'x'))).toBe('place-invalid');
    expect(thrownCode(() => vault.put({ ...place, field: name }, 'x'))).toBe('place-invalid');
    expect(thrownCode(() => vault.put({ ...place, authorityDigest: name }, 'x'))).toBe('place-invalid');
  });

  it('the same plaintext is sealed again under a confirmed authority', () => {
    vault.put(place, 'one');
    expect(vault.reseal({ ...place, counter: 1 }, 'd2')).toEqual({ ok: true, counter: 2 });
    expect(read(vault, { ...place, authorityDigest: 'd2', counter: 2 })).toBe('one');
    expect(read(vault, { ...place, counter: 2 })).toBe('secret-unreadable: authority-changed');
    expect(vault.reseal({ ...place, counter: 2 }, 'd3')).toMatchObject({
      ok: false,
      why: 'authority-changed',
    });
  });

  it('removing affects one field, or all of one connection, and nothing of another', () => {
    for (const connectionId of ['c1', 'c2'])
      for (const field of ['a', 'b']) vault.put({ ...place, connectionId, field }, 'x');
    expect([vault.remove('c1', 'a'), vault.remove('c1'), vault.remove('c1')]).toEqual([1, 1, 0]);
    expect(vault.inventory().map(({ connectionId, field }) => connectionId + field)).toEqual(['c2a', 'c2b']);
  });

  it('a removed secret is told from one that never existed', () => {
    vault.put(place, 'one');
    vault.remove('c1');
    expect(read(vault, { ...place, counter: 1 })).toBe('secret-missing: removed');
    expect(read(vault, { ...place, connectionId: 'c9', counter: 1 })).toBe('secret-missing: never-stored');
  });
});

describe('the log', () => {
  it('the log gets refusals by code and place, and no plaintext', async () => {
    const events: VaultEvent[] = [];
    const other = openVault(mkdtempSync(join(folder, 'other-')), testKeychain(), (event) =>
      events.push(event),
    );
    await other.unlock();
    other.put(place, 'plaintext');
    other.open({ ...place, authorityDigest: 'd2', counter: 1 });
    other.close();
    expect(events).toEqual([
      { event: 'state', state: { state: 'unlocked', protection: 'a test' } },
      { event: 'refused', connectionId: 'c1', field: 'token', counter: 1, why: 'authority-changed' },
    ]);
  });
});

it('what is newer than the metadata goes where nobody is between a put and its commit', () => {
  for (const text of ['old', 'acknowledged', 'typed only']) vault.put(place, text);
  expect(vault.settle([{ ...place, counter: 2 }], { nothingUnderWay: true })).toMatchObject({ removed: 2 });
  expect(vault.inventory().map(({ counter }) => counter)).toEqual([2]);
});

it('every write, lock and unlock makes a new epoch, and reading makes none', async () => {
  const epochs = [vault.epoch()];
  const after = (): void => void epochs.push(vault.epoch());
  vault.put(place, 'one');
  after();
  vault.remove('c1');
  after();
  await vault.unlock();
  after();
  expect(new Set(epochs).size).toBe(4);
  vault.open({ ...place, counter: 1 });
  expect(vault.epoch()).toBe(epochs.at(-1));
});

it('keys for two purposes are two keys, and each is the same when it is asked for again', () => {
  const [seal, again, signature] = ['audit seal', 'audit seal', 'audit signature'].map(vault.deriveKey);
  expect(again).toEqual(seal);
  expect(signature).not.toEqual(seal);
});
