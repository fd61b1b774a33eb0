import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createKeyFile, readKeyFile } from '../../secrets/vault/key-file.ts';
import type { LockedReason } from '../../secrets/vault/keychain.ts';

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

const format = 'valetkey-passphrase-key';
/** The limits keep a tampered file from asking for gigabytes of memory. */
const versionOne = z.strictObject({
  format: z.literal(format),
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

type KeyFileState =
  | { readonly state: 'present'; readonly keyFile: KeyFile }
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly why: LockedReason };

/** Whatever is in the file, it is left as it is. */
export const readPassphraseKey = async (file: string): Promise<KeyFileState> => {
  const read = await readKeyFile(file, format);
  if (read.state !== 'present') return read;
  const parsed = versionOne.safeParse(read.json);
  if (!parsed.success || !hasItsSum(read.json)) return { state: 'unusable', why: 'key-file-unreadable' };
  const { kdf, wrapped } = parsed.data;
  return { state: 'present', keyFile: { N: kdf.N, r: kdf.r, p: kdf.p, salt: kdf.salt, wrapped } };
};

/** Never over a file that is there already. Undefined: it is kept. */
export const createPassphraseKey = (file: string, keyFile: KeyFile): Promise<LockedReason | undefined> => {
  const { N, r, p, salt, wrapped } = keyFile;
  const contents = {
    format,
    version: 1,
    kdf: { name: 'scrypt', N, r, p, salt: Buffer.from(salt).toString('base64') },
    wrapped: Buffer.from(wrapped).toString('base64'),
  };
  return createKeyFile(file, `${JSON.stringify({ ...contents, sum: sumOf(contents) }, null, 2)}\n`);
};

const sumOf = (contents: object): string =>
  createHash('sha256').update(JSON.stringify(contents)).digest('hex');

const hasItsSum = (json: unknown): boolean => {
  const { sum, ...contents } = json as { sum: string };
  return sum === sumOf(contents);
};
