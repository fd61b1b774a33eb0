import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Format of everything sealed with AES-256-GCM: version (1 byte), nonce (12), ciphertext, tag (16). */
export type Purpose = 'secret' | 'key check' | 'wrapped vault key';
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const overhead = 1 + nonceBytes + tagBytes;

/**
 * Nonces are random: NIST SP 800-38D allows 2^32 of them per key, and one key seals a few thousand secrets
 * in its life. `purpose` is authenticated, so that one kind of envelope never passes for another.
 */
export const sealEnvelope = (
  key: Uint8Array,
  purpose: Purpose,
  contents: Uint8Array,
  randomBytes: (length: number) => Uint8Array,
): Uint8Array => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(purpose));
  const ciphertext = cipher.update(contents);
  cipher.final();
  return Buffer.concat([Buffer.of(version), nonce, ciphertext, cipher.getAuthTag()]);
};

export type OpenedEnvelope =
  /** The caller wipes `contents`. */
  | { readonly ok: true; readonly contents: Buffer }
  | { readonly ok: false; readonly why: 'undecryptable' | 'unknown-format' };

export const openEnvelope = (key: Uint8Array, purpose: Purpose, sealed: Uint8Array): OpenedEnvelope => {
  if (sealed.length < overhead) return { ok: false, why: 'undecryptable' };
  if (sealed[0] !== version) return { ok: false, why: 'unknown-format' };
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(boundTo(purpose));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const contents = decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes));
  try {
    decipher.final();
    return { ok: true, contents };
  } catch {
    contents.fill(0);
    return { ok: false, why: 'undecryptable' };
  }
};

const boundTo = (purpose: Purpose): Uint8Array => Buffer.from(`valetkey ${purpose} v${version}`);
