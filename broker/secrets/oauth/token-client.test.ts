import { describe, expect, it } from 'vitest';
import type { Secret } from '../vault/secret.ts';
import { makeTokenClient } from './token-client.ts';
import { readTokens } from './token-set.ts';

const client = (now = 1_000) =>
  makeTokenClient(
    { clientId: 'app', clientAuthentication: 'none' } as never,
    { endpoints: {}, metadata: {} } as never,
    {
      fetch: () => Promise.reject(new Error('nobody is asked')),
      skewSeconds: () => 0,
      retryAfterMs: () => undefined,
    },
    undefined,
    undefined,
    () => now,
  );
const answer = (at: number, more: object = {}) => ({
  access_token: `access-${at}-of-it`,
  token_type: 'bearer' as const,
  ...more,
});

describe('tokens that replace others', () => {
  it('a refresh token stays good where the answer brings none (RFC 6749, 6)', async () => {
    const { issued } = await client();
    const first = issued(answer(1, { refresh_token: 'refresh-of-it' }), []);
    const second = issued(answer(2), [], first.tokens);
    expect(second.hasRefreshToken).toBe(true);
    expect(readTokens(second.tokens).refreshToken).toBe('refresh-of-it');
  });

  it('tokens before them are kept in mind: those without an end for a day, and 64 at most, which can be read again', async () => {
    const { issued } = await client();
    let tokens: Secret | undefined;
    for (let at = 0; at < 70; at += 1) tokens = issued(answer(at), [], tokens).tokens;
    const retired = readTokens(tokens as Secret).retired.map(({ token }) => token);
    expect(retired).toEqual(Array.from({ length: 64 }, (_, at) => `access-${68 - at}-of-it`));
  });
});

it('a token that says it is bound to a key is not used without one', async () => {
  const { issued } = await client();
  expect(() => issued({ ...answer(1), token_type: 'dpop' }, [])).toThrow(
    expect.objectContaining({ code: 'token-refused' }),
  );
});
