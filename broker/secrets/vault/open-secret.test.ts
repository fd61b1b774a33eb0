import { expect, it } from 'vitest';
import { openSecret } from './open-secret.ts';

it('a row that the disk does not give is unreadable, and a mistake of ours is thrown', () => {
  const failing = (error: Error) => ({
    find: () => {
      throw error;
    },
    newest: () => undefined,
    highest: () => undefined,
  });
  const place = { connectionId: 'c1', field: 'token', authorityDigest: 'd1', counter: 1 };
  const corrupt = Object.assign(new Error('of SQLite'), { rawCode: 11 });
  expect(openSecret(failing(corrupt), new Uint8Array(32), place)).toEqual({
    ok: false,
    code: 'secret-unreadable',
    why: 'file-unreadable',
  });
  expect(() => openSecret(failing(new RangeError('ours')), new Uint8Array(32), place)).toThrow(RangeError);
});
