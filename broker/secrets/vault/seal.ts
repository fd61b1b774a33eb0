import { openEnvelope, sealEnvelope } from './envelope.ts';
import { comparePlaces, type PlaceMismatch, type SecretPlace } from './place.ts';
import { makeSecret } from './plaintext.ts';
import type { Secret } from './secret.ts';
import { VaultError } from './vault-error.ts';

const longest = 256 * 1024;
const padding = 32;

/**
 * Contents: length of place (4 bytes), place (JSON), length of plaintext (4), plaintext, zeros.
 * The place is inside and compared after decryption, which binds as tightly as additional data would, and
 * lets us say what is wrong ("belongs to another connection") instead of "undecryptable".
 * The plaintext part is padded to a multiple of 32 bytes: the file must not tell a reader which password is
 * short enough to guess, or which kind of token it holds. It still tells 28 bytes from 60.
 */
export function seal(
  key: Uint8Array,
  place: SecretPlace,
  plaintext: string,
  randomBytes: (length: number) => Uint8Array,
): Uint8Array {
  // UTF-8 has no lone surrogates: what would come back is not what was put in.
  if (/\p{Cs}/u.test(plaintext)) throw new VaultError('plaintext-invalid');
  const length = Buffer.byteLength(plaintext);
  if (length > longest) throw new VaultError('plaintext-too-long');
  const { connectionId, field, authorityDigest, counter } = place;
  const told = Buffer.from(JSON.stringify([connectionId, field, authorityDigest, counter]));
  const contents = Buffer.alloc(4 + told.length + Math.ceil((4 + length) / padding) * padding);
  contents.writeUInt32BE(told.length, 0);
  told.copy(contents, 4);
  contents.writeUInt32BE(length, 4 + told.length);
  contents.write(plaintext, 8 + told.length);
  const sealed = sealEnvelope(key, 'secret', contents, randomBytes);
  contents.fill(0);
  return sealed;
}

export type Unsealed =
  | { readonly ok: true; readonly secret: Secret }
  | { readonly ok: false; readonly why: PlaceMismatch | 'undecryptable' | 'unknown-format' };

/** Opens what `seal` made, if it was sealed for exactly this place. */
export const unseal = (key: Uint8Array, sealed: Uint8Array, expected: SecretPlace): Unsealed => {
  const opened = openEnvelope(key, 'secret', sealed);
  if (!opened.ok) return opened;
  const { contents } = opened;
  // Authenticated by our own key, so the lengths are ours and need no checks.
  const told = contents.readUInt32BE(0);
  const [connectionId, field, authorityDigest, counter] = JSON.parse(
    contents.toString('utf8', 4, 4 + told),
  ) as [string, string, string, number];
  const mismatch = comparePlaces({ connectionId, field, authorityDigest, counter }, expected);
  const start = 8 + told;
  const secret =
    mismatch === undefined
      ? makeSecret(contents.toString('utf8', start, start + contents.readUInt32BE(4 + told)))
      : undefined;
  contents.fill(0);
  if (secret !== undefined) return { ok: true, secret };
  return { ok: false, why: mismatch ?? 'undecryptable' };
};

/** Whether the key made this ciphertext, wherever it belongs. */
export const opensWith = (key: Uint8Array, sealed: Uint8Array): boolean => {
  const opened = openEnvelope(key, 'secret', sealed);
  if (opened.ok) opened.contents.fill(0);
  return opened.ok;
};
