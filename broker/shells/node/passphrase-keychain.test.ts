import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passphraseKeychain } from './passphrase-keychain.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-passphrase-'));
  file = join(folder, 'made', 'vault-key.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type KeyFileJson = { wrapped: string; kdf: { salt: string; N: number } };
const passphrase = 'correct horse';
const keychain = (answer: string | Error = passphrase, asked: string[] = []) =>
  passphraseKeychain({
    file,
    askPassphrase: async (purpose) => {
      asked.push(purpose);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
const unlock = (answer?: string | Error, mayCreate = false) => keychain(answer).unlock({ mayCreate });
const keptUnusable = async (why: string): Promise<void> => {
  const before = readFileSync(file);
  const asked: string[] = [];
  expect(await keychain(passphrase, asked).unlock({ mayCreate: true })).toEqual({
    state: 'unavailable',
    why,
  });
  expect(asked).toEqual([]);
  expect(readFileSync(file).equals(before)).toBe(true);
};

describe('making a key', () => {
  it('a key is made only when allowed, and asks for a new passphrase', async () => {
    const asked: string[] = [];
    expect(await keychain(passphrase, asked).unlock({ mayCreate: false })).toEqual({
      state: 'missing',
      why: 'key-missing',
    });
    expect(await keychain(passphrase, asked).unlock({ mayCreate: true })).toMatchObject({
      state: 'unlocked',
    });
    expect(asked).toEqual(['create']);
  });

  it('a key leaves one file that only its owner can read, without passphrase or key in it', async () => {
    const made = await unlock(passphrase, true);
    if (made.state !== 'unlocked') throw new Error(made.why);
    expect(readdirSync(dirname(file))).toEqual(['vault-key.json']);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(dirname(file)).mode & 0o777).toString(8)).toBe('700');
    const text = readFileSync(file, 'utf8');
    expect(made.key).toHaveLength(32);
    for (const secret of [
      passphrase,
      Buffer.from(made.key).toString('base64'),
      Buffer.from(made.key).toString('hex'),
    ])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({ version: 1, kdf: { name: 'scrypt', N: 131072, r: 8, p: 1 } });
  });

  it.each([
    ['seven characters', '1234567', 'passphrase-too-short'],
    ['four characters of two code units', '😀😀😀😀', 'passphrase-too-short'],
    ['nothing', '', 'passphrase-not-given'],
    ['a cancelled prompt', new Error('cancelled'), 'passphrase-not-given'],
  ])('a key is refused for %s, and leaves no file', async (_, answer, why) => {
    expect(await unlock(answer, true)).toEqual({ state: 'locked', why });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a key does not overwrite one that another process made meanwhile', async () => {
    const racing = passphraseKeychain({
      file,
      askPassphrase: async () => {
        await unlock('the other one', true);
        return passphrase;
      },
    });
    expect(await racing.unlock({ mayCreate: true })).toEqual({
      state: 'unavailable',
      why: 'key-being-created',
    });
    expect(await unlock('the other one')).toMatchObject({ state: 'unlocked' });
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  it('a key that cannot be written is reported', async () => {
    writeFileSync(join(folder, 'made'), 'a file where the folder should be');
    expect(await unlock(passphrase, true)).toMatchObject({ state: 'unavailable' });
  });
});

describe('unlocking', () => {
  it('the same passphrase gives the same key, also typed with other code points', async () => {
    const made = await unlock('mot de passe \u00e9', true);
    expect(await unlock('mot de passe e\u0301')).toEqual(made);
  });

  it('a wrong passphrase is reported, and the right one can be tried after it', async () => {
    const made = await unlock(passphrase, true);
    expect(await unlock('wrong horse')).toEqual({ state: 'wrong-key', why: 'wrong-passphrase' });
    expect(await unlock(new Error('cancelled'))).toEqual({ state: 'locked', why: 'passphrase-not-given' });
    expect(await unlock(passphrase, true)).toEqual(made);
  });
});

describe('a key file that cannot be used is kept and never asked for', () => {
  const edit = (change: (contents: KeyFileJson) => object): void =>
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));

  it('a key file from a newer version is kept', async () => {
    await unlock(passphrase, true);
    edit((contents) => ({ ...contents, version: 2 }));
    await keptUnusable('key-file-too-new');
  });

  it.each<[string, (contents: KeyFileJson) => object]>([
    [
      'its wrapped key was changed',
      (contents) => ({ ...contents, wrapped: Buffer.alloc(61, 1).toString('base64') }),
    ],
    ['its salt was changed', (contents) => ({ ...contents, kdf: { ...contents.kdf, salt: 'A'.repeat(24) } })],
    [
      'it asks for gigabytes of memory',
      (contents) => ({ ...contents, kdf: { ...contents.kdf, N: 2 ** 30 } }),
    ],
    ['it has fields of its own', (contents) => ({ ...contents, more: 1 })],
    ['it is an empty object', () => ({})],
  ])('when %s', async (_, change) => {
    await unlock(passphrase, true);
    edit(change);
    await keptUnusable('key-file-unreadable');
  });

  it.each([
    ['empty', ''],
    ['filled with zeros', '\0'.repeat(400)],
    ['cut', '{"format":"valetkey-passphrase-key","vers'],
    ['not an object', '[1]'],
  ])('a key file that is %s is kept', async (_, text) => {
    mkdirSync(dirname(file));
    writeFileSync(file, text);
    await keptUnusable('key-file-unreadable');
  });
});
