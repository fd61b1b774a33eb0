import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { testKeychain } from '../vault/fixtures/vault-in-folder.ts';

it('two who set secrets aside at once give up one key, and the one that is made then stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-aside-'));
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
  rmSync(folder, { recursive: true, force: true });
});
