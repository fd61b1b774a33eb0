import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';

/**
 * Signs checkpoints of the log so that others can check them with the public half alone: a C2SP signed note
 * (https://c2sp.org/signed-note) with an Ed25519 key (RFC 8032).
 */
export type NoteSigner = {
  /** Names the key, and is the origin of its checkpoints. */
  readonly name: string;
  /** `name+key id+key`, as Go's note package writes and reads a verifier's key. Nothing in it is secret. */
  readonly publicKey: string;
  /** @param text ends with a line end, and holds no other control character */
  sign(text: string): string;
};

/** @param seed 32 bytes, which are the private key. */
export function makeNoteSigner(seed: Uint8Array): NoteSigner {
  const key = privateKeyOf(seed);
  const raw = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
  const typed = Buffer.concat([Buffer.of(ed25519), raw]);
  const name = `valetkey/audit-${hash('sha256', raw, 'hex').slice(0, 16)}`;
  const id = keyIdOf(name, typed);
  return Object.freeze<NoteSigner>({
    name,
    publicKey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
    sign: (text) => {
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString('base64');
      return `${text}\n— ${name} ${signature}\n`;
    },
  });
}

/** @param typed the signature type, followed by the public key */
export function keyIdOf(name: string, typed: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(0, 4);
}

/**
 * The name, how many lines, the tree's root (https://c2sp.org/tlog-checkpoint) and how many lines were removed. The last
 * is an extension line, and absent for 0. Without it, anyone who has the lines could leave out the first ones and compute
 * what pruning would have kept of them.
 */
export const checkpointText = (name: string, size: number, root: Buffer, removed: number): string =>
  `${name}\n${size}\n${root.toString('base64')}\n${removed > 0 ? `removed ${removed}\n` : ''}`;

/** The signature type of Ed25519 in a signed note. */
const ed25519 = 1;
/** What stands before the 32 bytes of a key in PKCS #8 (RFC 8410, section 7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
