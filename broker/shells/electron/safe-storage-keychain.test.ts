import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { type Keyring, startDesktop } from './fixtures/start-desktop.ts';

const why = whyNoElectron();
let folder: string;
let main: string;
let home: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-safe-'));
  main = await bundleFixture(new URL('./fixtures/ask-keychain.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
  home = mkdtempSync(join(folder, 'home-'));
  file = join(home, 'vault/key.json');
});

type Setting = { keyring: Keyring; name?: string; flags?: string[]; allow?: 'strict' | 'weak' };
/** One run of Electron on a desktop of its own, with what earlier runs left in `home`. */
const ask = async (setting: Setting, ...acts: string[]): Promise<readonly unknown[]> => {
  const { keyring, name = 'GNOME', flags = [], allow = 'strict' } = setting;
  const desktop = await startDesktop(home, { keyring, name });
  try {
    const { said, code, errors } = await runInElectron(desktop, main, {
      args: [file, allow, ...acts],
      flags,
    });
    if (code !== 0) throw new Error(errors);
    return said;
  } finally {
    await desktop.stop();
  }
};
const unlocked: Setting = { keyring: 'unlocked' };
/** A session of no known desktop: Chromium selects no keyring. */
const noKeyring: Setting = { keyring: 'no bus', name: '' };
const aKey = { state: 'unlocked', key: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) };
const kept = (): string => readFileSync(file, 'utf8');
const sealedWith = (): string => Buffer.from(JSON.parse(kept()).sealed, 'base64').toString('latin1', 0, 3);

describe('with a real, unlocked keyring', () => {
  it('a key is made only when allowed, and the next run finds the same one', async () => {
    const [none, made, again] = await ask(unlocked, 'find', 'create', 'create');
    expect(none).toEqual({ state: 'missing', why: 'key-missing' });
    expect(made).toEqual(aKey);
    expect(again).toEqual(made);
    const before = kept();
    expect(before).not.toContain((made as { key: string }).key);
    expect(await ask(unlocked, 'create')).toEqual([made]);
    expect(kept()).toBe(before);
  });

  it('one file is left, readable only by its owner and sealed with the keyring', async () => {
    await ask(unlocked, 'create');
    expect(readdirSync(join(home, 'vault'))).toEqual(['key.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(sealedWith()).toBe('v11');
  });

  it('the description names the keyring, and what it does not guard against', async () => {
    const [words] = await ask(unlocked, 'describe');
    expect(words).toMatchObject({ protection: expect.stringMatching(/keyring/) });
    expect(words).toMatchObject({ weakness: expect.stringMatching(/any program that runs as you/) });
  });
});

describe('with a locked keyring, whose backend has the same name', () => {
  it('a locked keyring makes no second key, and opens in the first run after it was unlocked', async () => {
    const [made] = await ask(unlocked, 'create');
    const before = kept();
    const locked = { state: 'locked', why: 'keyring-unavailable-at-start' };
    expect(await ask({ keyring: 'locked' }, 'find', 'create')).toEqual([locked, locked]);
    expect(kept()).toBe(before);
    expect(await ask(unlocked, 'find')).toEqual([made]);
  });
});

describe('without a keyring', () => {
  it.for(['absent', 'no bus'] as const)('the key is unavailable: %s', async (keyring) => {
    const nowhere = { state: 'unavailable', why: 'keyring-unavailable' };
    expect(await ask({ keyring }, 'create')).toEqual([nowhere]);
    expect(readdirSync(home)).not.toContain('vault');
  });

  it('the built-in password is refused, with its meaning, until the user opted in', async () => {
    const [refused, words] = await ask(noKeyring, 'create', 'describe');
    expect(refused).toEqual({ state: 'locked', why: 'weak-protection' });
    expect(words).toMatchObject({ weakness: expect.stringMatching(/can read every secret in this vault/) });
    const weak: Setting = { ...noKeyring, allow: 'weak' };
    const [made] = await ask(weak, 'create');
    expect(made).toEqual(aKey);
    expect(sealedWith()).toBe('v10');
    expect(await ask(weak, 'find')).toEqual([made]);
    expect(await ask(noKeyring, 'find')).toEqual([{ state: 'locked', why: 'weak-protection' }]);
  });

  it('the built-in password is refused also when a command line chose it', async () => {
    const chosen: Setting = { keyring: 'unlocked', flags: ['--password-store=basic'] };
    expect(await ask(chosen, 'create')).toEqual([{ state: 'locked', why: 'weak-protection' }]);
  });
});

describe('when the keyring changed between two runs', () => {
  it('a key that no longer opens is kept byte for byte, and opens when the old keyring is back', async () => {
    const [made] = await ask(unlocked, 'create');
    const before = kept();
    const changed = { state: 'unavailable', why: 'keyring-changed' };
    expect(await ask(noKeyring, 'create')).toEqual([changed]);
    expect(await ask({ ...noKeyring, allow: 'weak' }, 'create')).toEqual([changed]);
    const kwallet: Setting = { ...unlocked, flags: ['--password-store=kwallet5'] };
    expect(await ask(kwallet, 'create')).toEqual([changed]);
    expect(kept()).toBe(before);
    expect(await ask(unlocked, 'find')).toEqual([made]);
  });

  it('a weakly kept key is sealed again once a real keyring exists, only if the user had opted in', async () => {
    const [made] = await ask({ ...noKeyring, allow: 'weak' }, 'create');
    expect(await ask(unlocked, 'find')).toEqual([{ state: 'locked', why: 'weak-protection' }]);
    expect(sealedWith()).toBe('v10');
    const [opened, words] = await ask({ ...unlocked, allow: 'weak' }, 'find', 'describe');
    expect(opened).toEqual(made);
    expect(words).toMatchObject({ protection: expect.stringMatching(/keyring/) });
    expect(sealedWith()).toBe('v11');
    expect(await ask(unlocked, 'find')).toEqual([made]);
  });
});

describe('when the keyring itself was lost', () => {
  it('a new key is made once the user gave the old one up, whose file is kept under another name', async () => {
    await ask(unlocked, 'create');
    const before = kept();
    rmSync(join(home, '.local/share/keyrings'), { recursive: true });
    expect(await ask(unlocked, 'find', 'set aside', 'create')).toEqual([
      { state: 'unavailable', why: 'keyring-key-lost' },
      aKey,
    ]);
    expect(kept()).not.toBe(before);
    const [aside = ''] = readdirSync(join(home, 'vault')).filter((name) => name.includes('set-aside'));
    expect(readFileSync(join(home, 'vault', aside), 'utf8')).toBe(before);
  });

  it('a lost keyring is reported, and the file is kept', async () => {
    await ask(unlocked, 'create');
    const before = kept();
    rmSync(join(home, '.local/share/keyrings'), { recursive: true });
    expect(await ask(unlocked, 'find', 'create')).toEqual([
      { state: 'unavailable', why: 'keyring-key-lost' },
      { state: 'unavailable', why: 'keyring-key-lost' },
    ]);
    expect(kept()).toBe(before);
  });
});
