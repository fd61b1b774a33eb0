import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { plaintextOf } from './plaintext.ts';
import { opensWith, seal, unseal } from './seal.ts';
import { VaultError } from './vault-error.ts';

const key = randomBytes(32);
const place = { connectionId: 'c1', field: 'token', authorityDigest: 'd1', counter: 3 };
const sealed = seal(key, place, 'plain', randomBytes);
const textOf = (blob: Uint8Array, expected = place): string => {
  const opened = unseal(key, blob, expected);
  return opened.ok ? `text: ${plaintextOf(opened.secret)}` : opened.why;
};

describe('an envelope', () => {
  it('an envelope of one purpose never passes for another', () => {
    const check = sealEnvelope(key, 'key check', Buffer.from('valetkey'), randomBytes);
    expect(openEnvelope(key, 'key check', check).ok).toBe(true);
    for (const purpose of ['secret', 'wrapped vault key'] as const)
      expect(openEnvelope(key, purpose, check)).toEqual({ ok: false, why: 'undecryptable' });
    expect(textOf(check)).toBe('undecryptable');
  });
});

describe('a sealed secret', () => {
  it('a sealed secret gives back any plaintext that UTF-8 can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (plaintext) => {
        expect(textOf(seal(key, place, plaintext, randomBytes))).toBe(`text: ${plaintext}`);
      }),
    );
    expect(textOf(seal(key, place, 'a\0b', randomBytes))).toBe('text: a\0b');
  });

  it.each([
    ['another connection', { ...place, connectionId: 'c2' }, 'wrong-place'],
    ['another field', { ...place, field: 'password' }, 'wrong-place'],
    ['another authority digest', { ...place, authorityDigest: 'd2' }, 'authority-changed'],
    ['a higher counter', { ...place, counter: 4 }, 'rolled-back'],
    ['a lower counter', { ...place, counter: 2 }, 'rolled-back'],
    [
      'parts that only read the same when joined',
      { ...place, connectionId: 'c1t', field: 'oken' },
      'wrong-place',
    ],
  ])('a sealed secret does not open for %s', (_, expected, why) => {
    expect(textOf(sealed, expected)).toBe(why);
  });

  it('a sealed secret does not open after any one bit changed', () => {
    for (let bit = 8; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(textOf(changed)).toBe('undecryptable');
    }
  });

  it('a sealed secret does not open when it is cut, empty, or sealed with another key', () => {
    for (const blob of [sealed.subarray(0, -1), sealed.subarray(0, 20), new Uint8Array()])
      expect(textOf(blob)).toBe('undecryptable');
    expect(textOf(seal(randomBytes(32), place, 'plain', randomBytes))).toBe('undecryptable');
    expect([opensWith(key, sealed), opensWith(randomBytes(32), sealed)]).toEqual([true, false]);
  });

  it('a newer format is told apart from a damaged one', () => {
    expect(textOf(Buffer.concat([Buffer.of(2), sealed.subarray(1)]))).toBe('unknown-format');
  });

  it('a sealed secret has one size for all plaintexts up to 28 bytes, and never the same bytes twice', () => {
    const sizes = new Set(
      [0, 1, 8, 28].map((length) => seal(key, place, 'x'.repeat(length), randomBytes).length),
    );
    expect(sizes.size).toBe(1);
    expect(seal(key, place, 'x'.repeat(29), randomBytes).length).toBe([...sizes].map((size) => size + 32)[0]);
    expect(Buffer.from(seal(key, place, 'plain', randomBytes)).equals(sealed)).toBe(false);
  });
});

describe('a plaintext', () => {
  it('a plaintext that UTF-8 would change is refused, and not stored changed', () => {
    expect(() => seal(key, place, 'a\ud800b', randomBytes)).toThrow(new VaultError('plaintext-invalid'));
  });

  it('a plaintext of 256 KiB is accepted, and one byte more is not', () => {
    expect(textOf(seal(key, place, 'x'.repeat(2 ** 18), randomBytes))).toBe(`text: ${'x'.repeat(2 ** 18)}`);
    expect(() => seal(key, place, 'x'.repeat(2 ** 18 + 1), randomBytes)).toThrow(
      new VaultError('plaintext-too-long'),
    );
  });
});
