import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { createSealedKey, readSealedKey, replaceSealedKey } from './safe-storage-file.ts';

const whyNoModes = process.platform === 'win32' ? 'Windows has no modes' : undefined;
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const key = { backend: 'gnome_libsecret', sealed: Buffer.from('v11 something sealed') };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-key-file-'));
  file = join(folder, 'key.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('the key file returns what was kept, and what replaced it', async () => {
  expect(await readSealedKey(file)).toEqual({ state: 'absent' });
  expect(await createSealedKey(file, key)).toBeUndefined();
  expect(await readSealedKey(file)).toEqual({ state: 'present', ...key });
  await replaceSealedKey(file, { ...key, backend: 'kwallet6' });
  expect(await readSealedKey(file)).toEqual({ state: 'present', ...key, backend: 'kwallet6' });
  expect(readdirSync(folder)).toEqual(['key.json']);
});

it('the key file is never created over an existing one', async () => {
  writeFileSync(file, 'of somebody else');
  expect(await createSealedKey(file, key)).toBe('key-being-created');
  expect(readFileSync(file, 'utf8')).toBe('of somebody else');
  expect(readdirSync(folder)).toEqual(['key.json']);
});

describeUnless(whyNoModes, 'a key file among other users', {}, () => {
  it.each(['644', '640', '604'])(
    'a key file of mode %s is closed to others when it is read',
    async (mode) => {
      const umask = process.umask(0);
      await createSealedKey(file, key);
      process.umask(umask);
      expect(modeOf(file)).toBe('600');
      chmodSync(file, Number.parseInt(mode, 8));
      expect(await readSealedKey(file)).toEqual({ state: 'present', ...key });
      expect(modeOf(file)).toBe('600');
    },
  );
});

it('a key file that cannot be written is reported', async () => {
  writeFileSync(join(folder, 'no folder'), '');
  expect(await createSealedKey(join(folder, 'no folder/key.json'), key)).toBe('key-file-unwritable');
});

it.for<[string, string, (contents: Record<string, unknown>) => string]>([
  ['its text was changed', 'key-file-unreadable', (c) => JSON.stringify({ ...c, sealed: 'djExAAAA' })],
  ['its backend was changed', 'key-file-unreadable', (c) => JSON.stringify({ ...c, backend: 'basic_text' })],
  ['it has fields of its own', 'key-file-unreadable', (c) => JSON.stringify({ ...c, more: 1 })],
  ['it was cut', 'key-file-unreadable', (c) => JSON.stringify(c).slice(0, 60)],
  ['it is empty', 'key-file-unreadable', () => ''],
  ['it is filled with zeros', 'key-file-unreadable', () => '\0'.repeat(400)],
  ['it is from a newer version', 'key-file-too-new', (c) => JSON.stringify({ ...c, version: 2 })],
])('keeps a file as it is when %s', async ([, why, change]) => {
  await createSealedKey(file, key);
  const changed = change(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, changed);
  expect(await readSealedKey(file)).toEqual({ state: 'unusable', why });
  expect(readFileSync(file, 'utf8')).toBe(changed);
});
