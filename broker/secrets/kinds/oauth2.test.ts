import { providerAuth } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeSecret } from '../vault/plaintext.ts';
import { formsOf, withSecrets } from './fixtures/placing.ts';
import { kindOf } from './index.ts';

it('all that a sign-in knows is looked for in answers: tokens, those before, the client’s secret, the ID token', () => {
  const auth = providerAuth.parse({
    kind: 'oauth2',
    discovery: 'mcp',
    flows: ['crossApp'],
    client: { id: 'c', secret: 'secret' },
    identityProvider: { token: 'https://idp.example.com/token', clientId: 'app', idToken: 'idToken' },
  });
  const set = {
    accessToken: 'access-of-it',
    tokenType: 'bearer',
    refreshToken: 'refresh-of-it',
    clientSecret: 'registered-of-it',
    retired: [{ token: 'before-of-it', until: 1 }],
    scopes: [],
    obtainedAt: 0,
  };
  const tokens = () => ({
    secret: makeSecret(JSON.stringify(set)),
    counter: 1,
    obtainedAt: 0,
    renews: true,
    skewSeconds: 0,
  });
  const values = { ...withSecrets({ secret: 'client-secret-of-it', idToken: 'e30.e30.id-token' }), tokens };
  expect(formsOf(auth, values).toSorted()).toEqual(
    [
      ...['access-of-it', 'before-of-it', 'client-secret-of-it', 'e30.e30.id-token'],
      ...['refresh-of-it', 'registered-of-it'],
    ].toSorted(),
  );
});

it('requests that are refused together have tokens renewed once, and each of them is repeated', async () => {
  const auth = providerAuth.parse({ kind: 'oauth2', discovery: 'mcp', client: { id: 'c' } });
  const set = { accessToken: 'access-of-it', tokenType: 'bearer', retired: [], scopes: [], obtainedAt: 0 };
  const signIn = { counter: 1, obtainedAt: 0, renews: true, skewSeconds: 0 };
  const values = {
    ...withSecrets({}),
    tokens: () => ({ ...signIn, secret: makeSecret(JSON.stringify(set)) }),
  };
  const kind = kindOf(auth);
  const memory = kind.remember?.(auth);
  const asked: unknown[] = [];
  const now = 120_000;
  const renewTokens = (refused?: number): undefined => void asked.push(refused);
  const ready = () => kind.ready?.(auth, values, memory, { now: () => now, renewTokens } as never);
  await ready();
  const learned = () =>
    kind.learn?.(auth, values, { origin: 'o', status: 401, headers: {}, sentWith: signIn.counter }, memory, {
      now: () => now,
    } as never);
  expect(Array.from({ length: 10 }, learned)).toEqual(Array.from({ length: 10 }, () => true));
  await ready();
  expect(asked).toEqual([undefined, 1]);
  signIn.counter = 2;
  signIn.obtainedAt = now - 61_000;
  await ready();
  expect(learned(), 'twice the age, and not a thousand times').toBe(true);
});
