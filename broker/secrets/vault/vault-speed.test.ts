import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cpuMs } from '../../checks/fixtures/cpu-time.ts';
import { openVault, testKeychain } from './fixtures/vault-in-folder.ts';

it('a secret opens in under 0.2 ms, and the first one in a few', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-speed-'));
  const keychain = testKeychain();
  const place = (n: number) => ({ connectionId: `c${n}`, field: 'token', authorityDigest: 'd', counter: 1 });
  const first = openVault(folder, keychain);
  await first.unlock();
  first.putAll(Array.from({ length: 500 }, (_, n) => ({ ...place(n), plaintext: 'x'.repeat(64) })));
  first.close();

  const vault = openVault(folder, keychain);
  await vault.unlock();
  const timed = (n: number): number => {
    const start = cpuMs();
    vault.open(place(n));
    return cpuMs() - start;
  };
  const cold = timed(0);
  const warm = Array.from({ length: 5_000 }, (_, n) => timed(n % 500)).sort((a, b) => a - b);
  vault.close();
  rmSync(folder, { recursive: true, force: true });
  // The targets, with room for a busy machine: the benchmark measures, this only notices a lost index.
  expect(cold).toBeLessThan(10);
  expect(warm[2_500]).toBeLessThan(0.2);
});
