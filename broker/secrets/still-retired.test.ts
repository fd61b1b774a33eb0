import { expect, it } from 'vitest';
import { stillRetired } from './still-retired.ts';

const textOf = ({ token }: { readonly token: string }): string => token;

it('tokens are kept until their end, and the last four beyond it', () => {
  const tokens = Array.from({ length: 8 }, (_, at) => ({ token: `t${at}`, until: at === 6 ? 2_000 : 500 }));
  expect(stillRetired(tokens, 1_000, textOf).map(textOf)).toEqual(['t0', 't1', 't2', 't3', 't6']);
});

it('of tokens, no more than 64 Ki characters are kept', () => {
  const long = Array.from({ length: 60 }, () => ({ token: 'x'.repeat(2_000), until: 9_000 }));
  expect(stillRetired(long, 1_000, textOf)).toHaveLength(32);
});
