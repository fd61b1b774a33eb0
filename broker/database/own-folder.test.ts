import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { describeUnless, itUnless } from '../checks/fixtures/describe-unless.ts';
import { DatabaseError } from './database-error.ts';
import { ownFolder } from './own-folder.ts';

/** Modes are not what guards a folder on Windows; another owner can be given by root alone. */
const why = process.platform === 'win32' ? 'Windows has no modes' : undefined;
const whyNotRoot = process.getuid?.() === 0 ? undefined : 'only root gives a file to another user';
const nobody = 65534;

let shared: string;
let home: string;
let folder: string;
let said: string[];
beforeEach(() => {
  // Like the system's temporary folder: anybody may write there, and only an owner may rename.
  shared = mkdtempSync(join(tmpdir(), 'valetkey-own-'));
  chmodSync(shared, 0o1777);
  home = mkdtempSync(join(shared, 'home-'));
  folder = join(home, 'valetkey');
  mkdirSync(folder, { mode: 0o700 });
  said = [];
});
afterEach(() => rmSync(shared, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
const look = (at = folder): void => ownFolder(at, (sentence) => said.push(sentence));
const refusedAt = (at = folder): string | undefined => {
  try {
    look(at);
    return undefined;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'exposed') return error.file;
    throw error;
  }
};

describeUnless(why, 'a data folder that is ours', {}, () => {
  it.each(['777', '770', '772', '722'])('a folder of mode %s is closed to others, with a notice', (mode) => {
    chmodSync(folder, Number.parseInt(mode, 8));
    look();
    expect(modeOf(folder)).toBe('700');
    expect(said).toEqual([expect.stringContaining(`could change ${folder}`)]);
    look();
    expect(said).toHaveLength(1);
  });

  it.each(['state.db', 'secrets.db-wal', 'audit.db', 'vault-key.json'])(
    'a folder with %s that others can write is closed',
    (name) => {
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), 0o666);
      look();
      expect([modeOf(join(folder, name)), said.length]).toEqual(['600', 1]);
    },
  );

  it('a folder that others can only read stays as it is, without a notice', () => {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'notes'), '');
    chmodSync(join(folder, 'notes'), 0o666);
    look();
    expect([modeOf(folder), modeOf(join(folder, 'notes')), said]).toEqual(['755', '666', []]);
  });

  it('a missing folder is made, also where everybody may make folders', () => {
    chmodSync(home, 0o1777);
    look(join(home, 'new', 'folder'));
    expect([modeOf(join(home, 'new')), modeOf(join(home, 'new', 'folder')), said]).toEqual([
      '700',
      '700',
      [],
    ]);
  });

  it('a whole broker closes its folder, and its log says so', async () => {
    chmodSync(folder, 0o777);
    const broker = await brokerInFolder({ folder });
    await broker.close();
    expect(modeOf(folder)).toBe('700');
    expect(broker.logged.join()).toContain('Other users of this machine could change');
  });
});

describeUnless(why, 'a data folder is refused', {}, () => {
  it('a folder that everybody shares, such as /tmp, is refused and keeps its mode', () => {
    chmodSync(folder, 0o1777);
    expect(refusedAt()).toBe(folder);
    expect(modeOf(folder)).toBe('1777');
  });

  it('a folder below one in which others can replace it is refused', () => {
    chmodSync(home, 0o777);
    expect(refusedAt()).toBe(home);
    expect(refusedAt(join(home, 'not-yet'))).toBe(home);
    chmodSync(home, 0o1777);
    expect(refusedAt()).toBeUndefined();
  });

  it('a folder behind a link in such a folder, or behind a link through one, is refused', () => {
    const open = join(home, 'open');
    mkdirSync(open);
    symlinkSync(folder, join(open, 'link'));
    symlinkSync(join(open, 'link'), join(home, 'to-link'));
    symlinkSync('valetkey', join(home, 'beside'));
    expect([refusedAt(join(open, 'link')), refusedAt(join(home, 'beside'))]).toEqual([undefined, undefined]);
    chmodSync(open, 0o777);
    expect([refusedAt(join(open, 'link')), refusedAt(join(home, 'to-link'))]).toEqual([open, open]);
    expect(refusedAt(join(home, 'open', '..', 'valetkey'))).toBeUndefined();
  });

  it('a folder with a file that links to where others can write is refused', () => {
    const open = join(home, 'open');
    mkdirSync(open);
    writeFileSync(join(open, 'theirs'), '');
    chmodSync(open, 0o777);
    symlinkSync(join(open, 'theirs'), join(folder, 'state.db'));
    expect(refusedAt()).toBe(open);
  });

  itUnless(
    whyNotRoot,
    'a folder that belongs to somebody else, or holds their file or link, is refused',
    {},
    () => {
      const link = join(home, 'link');
      symlinkSync(folder, link);
      lchownSync(link, nobody, nobody);
      chmodSync(home, 0o1777);
      expect(refusedAt(link)).toBe(home);
      writeFileSync(join(folder, 'state.db'), '');
      chownSync(join(folder, 'state.db'), nobody, nobody);
      expect(refusedAt()).toBe(join(folder, 'state.db'));
      chmodSync(home, 0o755);
      chownSync(folder, nobody, nobody);
      expect(refusedAt()).toBe(folder);
      chownSync(home, nobody, nobody);
      expect(refusedAt()).toBe(shared);
    },
  );
});
