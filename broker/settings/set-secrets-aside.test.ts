import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { bundleFixture, run } from '../database/fixtures/run-bundled.ts';
import { type TestKeychain, testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import type { Keychain } from '../secrets/vault/keychain.ts';
import type { VaultState } from '../secrets/vault/vault.ts';
import { passphraseKeychain } from '../shells/node/passphrase-keychain.ts';
import { makeSetSecretsAside } from './set-secrets-aside.ts';

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-aside-'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

it('two callers who set secrets aside at once give up one key, and the new one stays', async () => {
  const folder = join(parent, 'two-at-once');
  const keychain = testKeychain();
  let putAway = 0;
  const lost = {
    ...keychain,
    // What is in the way stays there until it is put away, as a key file does.
    unlock: async (options: { readonly mayCreate: boolean }) => {
      await setTimeout(20);
      keychain.failing = putAway === 0 ? 'keyring-key-lost' : undefined;
      return keychain.unlock(options);
    },
    setAside: async () => {
      putAway += 1;
    },
  };
  const { settings, close } = await brokerInFolder({ folder, keychain: lost });
  const both = await Promise.all([settings.setSecretsAside(), settings.setSecretsAside()]);
  expect(both.map(({ protection }) => protection.state)).toEqual(['unlocked', 'unlocked']);
  expect(putAway).toBe(1);
  expect((await settings.listAudit({ kind: 'vault.set-aside' })).entries).toHaveLength(1);
  await close();
});

const wanted = {
  providerId: 'acme.reader/api' as never,
  displayName: 'Old',
  fields: { url: 'http://127.0.0.1:9' },
  secrets: { token: 'token-of-old' }, // secretlint-disable-line
};

it('two processes that set secrets aside at once make one key, and what was saved with it stays', async () => {
  const folder = join(parent, 'two-processes');
  const file = join(folder, 'vault-key.json');
  const go = join(parent, 'go');
  const program = await bundleFixture(new URL('./fixtures/set-aside-and-save.ts', import.meta.url), parent);
  const keychain = passphraseKeychain({ file, askPassphrase: async () => 'a passphrase of the tests' });
  const before = await brokerInFolder({ folder, keychain });
  before.attach(extensionNamed('reader'));
  await before.settings.createConnection(wanted);
  await before.close();
  writeFileSync(file, 'damaged');

  let ready = 0;
  const both = await Promise.all(
    [
      ['First', '0'],
      ['Second', '1500'],
    ].map(([name = '', ms = '']) =>
      run([process.execPath, program, folder, file, go, name, ms], {
        watch: ({ stdout }) =>
          stdout?.once('data', () => {
            ready += 1;
            if (ready === 2) writeFileSync(go, '');
          }),
      }),
    ),
  );
  const told = both.map(({ lines }) => JSON.parse(lines[1] ?? '{}'));
  expect(both.map(({ lines, errors }) => [lines[2], errors])).toEqual([
    ['saved', ''],
    ['saved', ''],
  ]);
  expect(told.map(({ state }) => state)).toEqual(['unlocked', 'unlocked']);
  expect(told.map(({ aside }) => aside).sort()).toEqual([0, 1]);

  const after = await brokerInFolder({ folder, keychain });
  after.attach(extensionNamed('reader'));
  const { connections } = await after.settings.listConnections();
  expect(Object.fromEntries(connections.map(({ displayName, state }) => [displayName, state]))).toEqual({
    Old: 'locked',
    First: 'untested',
    Second: 'untested',
  });
  expect((await after.settings.listAudit({ kind: 'vault.set-aside' })).entries).toHaveLength(1);
  expect(await after.settings.verifyAudit()).toMatchObject({ ok: true });
  await after.close();
});

it('setting secrets aside waits while another process makes the new key', async () => {
  const described = { protection: 'a test' };
  const states: VaultState[] = [
    { ...described, state: 'locked', why: 'key-being-created' },
    { ...described, state: 'locked', why: 'key-being-created' },
    { ...described, state: 'unlocked' },
  ];
  const setAside = makeSetSecretsAside({
    stores: { setAside: async () => undefined },
    note: () => undefined,
    unlock: async () => states.shift() as VaultState,
  });
  expect(await setAside()).toMatchObject({ aside: 0, state: { state: 'unlocked' } });
});

it.each<[string, (keychain: TestKeychain, oldOneSaves: () => Promise<void>) => Partial<Keychain>]>([
  [
    'after the seal was given up, and before there is one with a new key',
    (keychain, oldOneSaves) => ({
      unlock: async (options) => {
        if (options.mayCreate) await oldOneSaves();
        return keychain.unlock(options);
      },
    }),
  ],
  [
    'after the seal was given up, and before the key is',
    (_keychain, oldOneSaves) => ({ setAside: oldOneSaves }),
  ],
])(
  'a process that still has the key in memory does not seal the log with it any more, %s',
  async (_when, meanwhile) => {
    const folder = mkdtempSync(join(parent, 'old-key-'));
    const keychain = testKeychain();
    const old = await brokerInFolder({ folder, keychain });
    old.attach(extensionNamed('reader'));
    await old.settings.createConnection(wanted);
    keychain.key = undefined;

    const oldOneSaves = async (): Promise<void> => {
      await old.settings.createConnection({ ...wanted, displayName: 'New', secrets: {} });
      await setTimeout(300);
    };
    const other = await brokerInFolder({
      folder,
      keychain: { ...keychain, ...meanwhile(keychain, oldOneSaves) },
    });
    expect(await other.settings.setSecretsAside()).toMatchObject({ aside: 1 });
    expect((await other.settings.listConnections()).total).toBe(2);
    expect(await other.settings.verifyAudit()).toMatchObject({ ok: true });
    await old.close();
    expect(await other.settings.verifyAudit()).toMatchObject({ ok: true });
    await other.close();
  },
);

it('others save while a keyring is asked whether the key still exists', async () => {
  const folder = join(parent, 'asked');
  const keychain = testKeychain();
  const others = await brokerInFolder({ folder, keychain });
  others.attach(extensionNamed('reader'));
  await others.settings.createConnection(wanted);

  const saved: string[] = [];
  const unlock: typeof keychain.unlock = async (options) => {
    const save = others.settings.createConnection({ ...wanted, displayName: `While asked ${saved.length}` });
    saved.push(await save.then(() => 'saved', String));
    return keychain.unlock(options);
  };
  keychain.failing = 'keyring-locked';
  const asking = await brokerInFolder({ folder, keychain: { ...keychain, unlock } });
  keychain.failing = undefined;
  expect(await asking.settings.setSecretsAside()).toMatchObject({
    aside: 0,
    protection: { state: 'unlocked' },
  });
  expect(new Set(saved)).toEqual(new Set(['saved']));
  await asking.close();
  await others.close();
});
