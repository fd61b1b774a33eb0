import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Keychain } from '../secrets/vault/keychain.ts';
import { run } from './fixtures/folder-with-history.ts';

/** Of one user, for all processes; slower to write with each key that is made. */
const keyring = vi.hoisted(() => ({ key: undefined as Uint8Array | undefined, making: 0 }));
vi.mock('../shells/node/os-keychain.ts', () => ({
  osKeychain: (): Keychain => ({
    kind: 'os-keyring',
    describe: () => ({ protection: 'a keyring of this test' }),
    unlock: async ({ mayCreate }) => {
      if (keyring.key === undefined && !mayCreate) return { state: 'missing', why: 'key-missing' };
      if (keyring.key === undefined) {
        await setTimeout(2_500 * keyring.making++);
        keyring.key = randomBytes(32);
      }
      return { state: 'unlocked', key: Uint8Array.from(keyring.key) };
    },
  }),
}));

it('two that begin a folder at once make one key in the keyring, and what was saved can be opened', async () => {
  const [parent, own] = ['valetkey-first-key-', 'own-files-'].map((name) => {
    const made = mkdtempSync(join(tmpdir(), name));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }) as [string, string];
  const token = join(own, 'token');
  writeFileSync(token, 'npm_good5hQ8sWn2Zr7VkLp\n');
  const folder = ['--folder', join(parent, 'data')];
  const connect = (name: string) =>
    run([
      ...['connect', 'npm', '--name', name, '--field', 'url=https://registry.example.com', '--no-test'],
      ...['--secret-file', `token=${token}`, ...folder],
    ]);
  const both = await Promise.all([connect('First'), connect('Second')]);
  expect(both.map(({ code }) => code)).toContain(0);
  for (const { code, err } of both)
    if (code !== 0) expect(err).toContain('Another process is making the key');
  expect(await run(['audit', 'verify', ...folder])).toMatchObject({ code: 0, err: '' });
  expect(await connect('Third')).toMatchObject({ code: 0, err: '' });
});
