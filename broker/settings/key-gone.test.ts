import { ruleSentences, ValetkeyError } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { brokerInFolder, extensionNamed, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { isKeyGone, lockedSentences } from '../secrets/vault/keychain.ts';

describe('a key that is gone', () => {
  const folders: TestBroker[] = [];
  afterEach(() => {
    for (const { removeFolder } of folders.splice(0)) removeFolder();
  });

  const reasons = Object.keys(lockedSentences) as (keyof typeof lockedSentences)[];
  it('each reason for a missing key has its own sentence, and no other reason has one', () => {
    expect(Object.keys(ruleSentences['vault-locked'] ?? {}).sort()).toEqual(reasons.filter(isKeyGone).sort());
  });

  it.each([
    ['key-missing', /set .* aside in Settings/, 'bring-key-back'],
    ['keyring-locked', /Unlock the keyring/, 'unlock-vault'],
  ] as const)(
    '%s: extensions, saving in Settings and tests do not say to unlock',
    async (why, said, next) => {
      const keychain = testKeychain();
      const before = await brokerInFolder({ keychain });
      folders.push(before);
      before.attach(extensionNamed('reader'));
      const wanted = {
        providerId: 'acme.reader/api' as never,
        displayName: 'Mine',
        fields: { url: 'http://127.0.0.1:9' },
        secrets: { token: 'not-a-real-token-1' }, // secretlint-disable-line
      };
      const { id } = await before.settings.createConnection(wanted);
      await before.close({ keepFolder: true });

      if (why === 'key-missing') keychain.key = undefined;
      else keychain.failing = why;
      const after = await brokerInFolder({ folder: before.folder, keychain });
      const { connections } = after.attach(extensionNamed('reader'));
      const handle = await connections.request({ provider: 'acme.reader/api', reason: 'x' });
      const { settings } = after;
      const refused = await Promise.all(
        [connections.use(handle).fetch('/a'), settings.createConnection(wanted)].map((one) =>
          one.then(
            () => 'went well',
            (error: unknown) => (error instanceof ValetkeyError ? error.message : String(error)),
          ),
        ),
      );
      for (const message of refused) {
        expect(message).toMatch(said);
        expect(message).toContain(`(why: ${why})`);
      }
      expect(await settings.testConnection({ connectionId: id })).toMatchObject({ ok: false, next });
      await after.close({ keepFolder: true });
    },
  );
});
