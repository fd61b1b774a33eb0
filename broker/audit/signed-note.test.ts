import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkpointText, keyIdOf, makeNoteSigner } from './signed-note.ts';

/** RFC 8032, section 7.1, test 2. */
const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
const publicHalf = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';

describe('a signed note', () => {
  it('the public key is the one that RFC 8032 gives for its seed', () => {
    const { publicKey, name } = makeNoteSigner(seed);
    const [given, id, key] = publicKey.split('+', 3);
    expect(given).toBe(name);
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(Buffer.from(key ?? '', 'base64').toString('hex')).toBe(`01${publicHalf}`);
  });

  it('the key id is the one of a published key of the same name', () => {
    // Of Go's note package (golang.org/x/mod/sumdb/note), which the specification follows.
    const [name = '', id, key = ''] =
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'.split('+');
    const typed = Buffer.from(key, 'base64');
    const x = typed.subarray(1).toString('base64url');
    const published = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature = Buffer.from(
      'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
      'base64',
    );
    expect(signature.subarray(0, 4).toString('hex')).toBe(id);
    expect(keyIdOf(name, typed).toString('hex')).toBe(id);
    expect(verify(null, Buffer.from(text), published, signature.subarray(4))).toBe(true);
  });

  it('a note is its text, an empty line, and a signature that the public key verifies', () => {
    const { name, publicKey, sign } = makeNoteSigner(seed);
    const text = checkpointText(name, 7, Buffer.alloc(32, 1), 0);
    const [, id = '', key = ''] = publicKey.split('+');
    const note = sign(text);
    const [, signature = ''] = /\n\n— \S+ (\S+)\n$/.exec(note) ?? [];
    expect(note.startsWith(`${text}\n— ${name} `)).toBe(true);
    const bytes = Buffer.from(signature, 'base64');
    expect(bytes.subarray(0, 4).toString('hex')).toBe(id);
    const x = Buffer.from(key, 'base64').subarray(1).toString('base64url');
    const read = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, Buffer.from(text), read, bytes.subarray(4))).toBe(true);
  });
});
