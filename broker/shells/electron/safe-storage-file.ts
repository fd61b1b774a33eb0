import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createKeyFile, readKeyFile } from '../../secrets/vault/key-file.ts';
import type { LockedReason } from '../../secrets/vault/keychain.ts';
import { replacePrivateFile } from '../../secrets/vault/private-file.ts';

/** The vault key as safeStorage sealed it, and which keyring was selected then. */
export type SealedKey = { readonly backend: string; readonly sealed: Buffer };

const format = 'valetkey-safe-storage-key';
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
  const read = await readKeyFile(file, format);
  if (read.state !== 'present') return read;
  const found = versionOne.safeParse(read.json);
  if (!found.success) return { state: 'unusable', why: 'key-file-unreadable' };
  const { backend, sealed, sum } = found.data;
  if (sum !== sumOf({ backend, sealed })) return { state: 'unusable', why: 'key-file-unreadable' };
  return { state: 'present', backend, sealed };
};

/** Never over a file that is there already. Undefined: it is kept. */
export const createSealedKey = (file: string, key: SealedKey): Promise<LockedReason | undefined> =>
  createKeyFile(file, textOf(key));

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
