import { createHash, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LockedReason } from '../vault/keychain.ts';

export type KeyFile = {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly wrapped: Uint8Array;
};

const bytes = (least: number, most: number) =>
  z
    .base64()
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
    .refine((value) => value.length >= least && value.length <= most);

const named = z.looseObject({ format: z.literal('valetkey-passphrase-key'), version: z.number().int() });
/** The limits keep a tampered file from asking for gigabytes of memory. */
const versionOne = z.strictObject({
  format: z.literal('valetkey-passphrase-key'),
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: z.union([
      z.literal(2 ** 15),
      z.literal(2 ** 16),
      z.literal(2 ** 17),
      z.literal(2 ** 18),
      z.literal(2 ** 19),
    ]),
    r: z.literal(8),
    p: z.number().int().min(1).max(4),
    salt: bytes(16, 64),
  }),
  wrapped: bytes(32, 256),
  /** SHA-256 over the rest: tells a damaged file from a wrong passphrase. It proves nothing to an attacker. */
  sum: z.string(),
});

type Found =
  | { readonly state: 'present'; readonly keyFile: KeyFile }
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly why: LockedReason };

/** Whatever is in the file, it is left as it is. */
export const readKeyFile = async (file: string): Promise<Found> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
  } catch (error) {
    return isCode(error, 'ENOENT') ? { state: 'absent' } : { state: 'unusable', why: 'key-file-unreadable' };
  }
  const json = parse(text);
  const name = named.safeParse(json);
  if (!name.success || name.data.version < 1) return { state: 'unusable', why: 'key-file-unreadable' };
  if (name.data.version > 1) return { state: 'unusable', why: 'key-file-too-new' };
  const parsed = versionOne.safeParse(json);
  if (!parsed.success || !hasItsSum(json)) return { state: 'unusable', why: 'key-file-unreadable' };
  const { kdf, wrapped } = parsed.data;
  return { state: 'present', keyFile: { N: kdf.N, r: kdf.r, p: kdf.p, salt: kdf.salt, wrapped } };
};

/**
 * Temporary file, fsync, then a hard link to the name, which unlike a rename fails when the name is taken:
 * a key that another process has made in between is not overwritten. Then fsync of the folder.
 */
export const createKeyFile = async (file: string, keyFile: KeyFile): Promise<LockedReason | undefined> => {
  const { N, r, p, salt, wrapped } = keyFile;
  const contents = {
    format: 'valetkey-passphrase-key',
    version: 1,
    kdf: { name: 'scrypt', N, r, p, salt: Buffer.from(salt).toString('base64') },
    wrapped: Buffer.from(wrapped).toString('base64'),
  };
  const text = `${JSON.stringify({ ...contents, sum: sumOf(contents) }, null, 2)}\n`;
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeSynced(temporary, text);
    try {
      await link(temporary, file);
    } catch (error) {
      // Some file systems have no hard links. Two first starts at once are kept apart by the vault as well.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].some((code) => isCode(error, code))) throw error;
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(file));
    return (await readFile(file, 'utf8')) === text ? undefined : 'key-not-kept';
  } catch (error) {
    return isCode(error, 'EEXIST') ? 'key-being-created' : 'key-file-unwritable';
  }
};

const writeSynced = async (file: string, text: string): Promise<void> => {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const sumOf = (contents: object): string =>
  createHash('sha256').update(JSON.stringify(contents)).digest('hex');

const hasItsSum = (json: unknown): boolean => {
  const { sum, ...contents } = json as { sum: string };
  return sum === sumOf(contents);
};

/** JSON.parse's error quotes its input. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
