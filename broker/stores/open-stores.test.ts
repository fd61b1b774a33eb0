import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { openStores, type Stores } from './open-stores.ts';

let folder: string;
let one: Stores;
let two: Stores;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-stores-'));
  const powers = {
    folder,
    keychain: testKeychain(),
    randomBytes: (length: number) => randomBytes(length),
    now: () => 1,
    log: () => undefined,
  };
  one = openStores(powers);
  two = openStores(powers);
});
afterEach(async () => {
  await one.close();
  await two.close();
  rmSync(folder, { recursive: true, force: true });
});

it('what another process changed is seen within a millisecond, also in a turn of the event loop that is long', () => {
  one.changedElsewhere();
  two.settings.set('audit.sealed', 'no');
  const since = performance.now();
  while (performance.now() - since < 2);
  expect(one.changedElsewhere()).toBe(true);
});

it('what another process changed is seen in the next turn of the event loop, and once', async () => {
  one.changedElsewhere();
  two.settings.set('audit.sealed', 'no');
  await new Promise(setImmediate);
  expect(one.changedElsewhere()).toBe(true);
  await new Promise(setImmediate);
  expect(one.changedElsewhere()).toBe(false);
});

it('what a process changed itself is no change elsewhere', async () => {
  one.changedElsewhere();
  one.settings.set('audit.sealed', 'no');
  await new Promise(setImmediate);
  expect(one.changedElsewhere()).toBe(false);
});
