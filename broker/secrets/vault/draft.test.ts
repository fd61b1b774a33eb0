import { expect, it } from 'vitest';
import { makeDraft } from './draft.ts';

it('a draft that was forgotten opens nothing that was typed', () => {
  const stored = { ok: false, code: 'secret-missing', why: 'never-stored' } as const;
  const draft = makeDraft({ open: () => stored, epoch: () => 1 }, { token: 'typed' });
  const place = { connectionId: 'c1', field: 'token', authorityDigest: 'd1', counter: 1 };
  expect(draft.open(place).ok).toBe(true);
  draft.forget();
  expect(draft.open(place)).toEqual(stored);
});
