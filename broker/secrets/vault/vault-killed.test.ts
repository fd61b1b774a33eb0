import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleFixture, run } from '../../database/fixtures/run-bundled.ts';
import { read, testKeychain, unlockedVault } from './fixtures/vault-in-folder.ts';
import type { SecretPlace } from './vault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Acknowledged = { place: SecretPlace; plaintext: string };

/**
 * One folder and one key through twenty kills at random moments, more where the machine is so slow that little was
 * acknowledged before them. What SIGKILL cannot show is a power cut:
 * that rests on synchronous=FULL, which SQLite answers for.
 */
it('a vault has every acknowledged secret after a SIGKILL at any moment', async () => {
  const fixture = await bundleFixture(new URL('./fixtures/put-until-killed.ts', import.meta.url), folder);
  const keychain = testKeychain(randomBytes(32));
  const key = Buffer.from(keychain.key ?? []).toString('base64');
  let acknowledged = 0;
  for (let round = 0; round < 20 || (acknowledged <= 20 && round < 100); round += 1) {
    const { lines, signal, errors } = await run([process.execPath, fixture, folder, key, String(round)], {
      watch: (child) => {
        // From the first line on, so that the kill falls among the puts, a few even into the first.
        child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 40));
      },
    });
    expect({ signal, errors, first: lines[0] }).toEqual({ signal: 'SIGKILL', errors: '', first: 'unlocked' });
    const current = new Map<string, Acknowledged>();
    for (const line of lines.slice(1)) {
      const told = JSON.parse(line.slice(line.indexOf(' ') + 1)) as Acknowledged;
      current.set(told.place.connectionId, told);
    }
    const vault = await unlockedVault(folder, keychain);
    expect(vault.state().state).toBe('unlocked');
    for (const { place, plaintext } of current.values()) {
      // Settling may have been acknowledged for a later counter than the last line that got out.
      expect(read(vault, place)).toBe(plaintext);
      acknowledged += 1;
    }
    vault.close();
  }
  expect(acknowledged).toBeGreaterThan(20);
});
