import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it, onTestFinished } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { desktopKeychain } from '../shells/electron/desktop-keychain.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';

const right = 'a passphrase of the tests';

/** A desktop's broker after a restart: its vault has a passphrase, and is locked. */
const locked = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-pace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = { ms: Date.now() };
  const start = async () => {
    const keyring = testKeychain();
    keyring.failing = 'keyring-unavailable';
    const keychain = desktopKeychain({ keyring, passphraseFile: join(folder, 'key.json') });
    return brokerInFolder({ folder: join(folder, 'broker'), keychain, now: () => clock.ms });
  };
  const first = await start();
  await first.settings.unlockVault({});
  await first.settings.chooseProtection({ way: 'new-passphrase', passphrase: right });
  await first.close({ keepFolder: true });
  const t = await start();
  onTestFinished(() => t.close({ keepFolder: true }));
  await t.settings.unlockVault({});
  const guess = (passphrase: string, settings = t.settings): Promise<string | number | undefined> =>
    settings.unlockVault({ passphrase }).then(
      ({ state, why }) => (state === 'unlocked' ? state : why?.split('.')[0]),
      (error: unknown) => {
        if (!(error instanceof ValetkeyError)) throw error;
        expect(error.answer).toMatchObject({ code: 'rate-limited', why: 'wrong-passphrases' });
        return error.details.retryAfterMs;
      },
    );
  return { t, clock, guess };
};
const wrong = 'That passphrase does not open this vault';

it('from the third wrong passphrase on, each makes the next wait twice as long, and the right one ends that', async () => {
  const { clock, guess } = await locked();
  for (const at of [1, 2, 3]) expect(await guess(`wrong ${at}`)).toBe(wrong);
  expect(await guess(right)).toBe(2_000);
  clock.ms += 1_500;
  expect(await guess(right)).toBe(500);
  clock.ms += 500;
  expect(await guess('wrong 4')).toBe(wrong);
  expect(await guess(right)).toBe(4_000);
  clock.ms += 4_000;
  expect(await guess(right)).toBe('unlocked');
});

it('guesses that several pages make at once each count', async () => {
  const { t, clock, guess } = await locked();
  const other = openSettingsClient(t.broker);
  onTestFinished(() => other.close());
  const guesses = Array.from({ length: 20 }, (_, at) =>
    guess(`wrong ${at}`, at % 2 === 0 ? t.settings : other.client),
  );
  await Promise.all(guesses);
  // What was passed on beside a guess that was under way opened nothing, and was no guess.
  for (let at = 0; at < 2; at += 1) await guess(`wrong again ${at}`);
  expect(await guess(right, other.client)).toBeTypeOf('number');
  // A wait that is longer than it can be: the clock was set back.
  clock.ms -= 24 * 3_600_000;
  expect(await guess(right)).toBe('unlocked');
});
