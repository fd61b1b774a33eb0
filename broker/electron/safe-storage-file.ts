import { createHash } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { LockedReason } from '../vault/keychain.ts';
import { createPrivateFile, isCode, replacePrivateFile } from './private-file.ts';

/** The vault key as safeStorage sealed it, and which keyring was selected then. */
export type SealedKey = { readonly backend: string; readonly sealed: Buffer };

const format = 'valetkey-safe-storage-key';
const named = z.looseObject({ format: z.literal(format), version: z.int().min(1) });
const versionOne = z.strictObject({
  format: z.literal(format),
  version: z.literal(1),
  backend: z.string().min(1).max(64),
  sealed: z
    .base64()
    .min(1)
    .max(4096)
    .transform((text) => Buffer.from(text, 'base64')),
  /** SHA-256 over the rest: tells a damaged file from a lost keyring. It proves nothing to an attacker. */
  sum: z.string(),
});

export type FoundKey =
  | ({ readonly state: 'present' } & SealedKey)
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly why: LockedReason };

/** Whatever is in the file, it is left as it is. */
export const readSealedKey = async (file: string): Promise<FoundKey> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
  } catch (error) {
    return isCode(error, 'ENOENT') ? { state: 'absent' } : { state: 'unusable', why: 'key-file-unreadable' };
  }
  const json = parse(text);
  const name = named.safeParse(json);
  if (!name.success) return { state: 'unusable', why: 'key-file-unreadable' };
  if (name.data.version > 1) return { state: 'unusable', why: 'key-file-too-new' };
  const found = versionOne.safeParse(json);
  if (!found.success) return { state: 'unusable', why: 'key-file-unreadable' };
  const { backend, sealed, sum } = found.data;
  if (sum !== sumOf({ backend, sealed })) return { state: 'unusable', why: 'key-file-unreadable' };
  return { state: 'present', backend, sealed };
};

/** Never over a file that is there already. Undefined: it is kept. */
export const createSealedKey = async (file: string, key: SealedKey): Promise<LockedReason | undefined> => {
  try {
    if (!(await createPrivateFile(file, textOf(key)))) return 'key-being-created';
    return (await readFile(file, 'utf8')) === textOf(key) ? undefined : 'key-not-kept';
  } catch {
    return 'key-file-unwritable';
  }
};

/** For a key that was just opened. Throws when it cannot be written; the old file is there still. */
export const replaceSealedKey = (file: string, key: SealedKey): Promise<void> =>
  replacePrivateFile(file, textOf(key));

const textOf = (key: SealedKey): string => {
  const { backend, sealed } = key;
  const contents = { format, version: 1, backend, sealed: sealed.toString('base64'), sum: sumOf(key) };
  return `${JSON.stringify(contents, null, 2)}\n`;
};

const sumOf = ({ backend, sealed }: SealedKey): string =>
  createHash('sha256').update(`${backend}\n`).update(sealed).digest('hex');

/** JSON.parse's error quotes its input. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
