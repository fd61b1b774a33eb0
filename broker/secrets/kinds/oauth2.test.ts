import { providerAuth } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeSecret } from '../vault/plaintext.ts';
import { formsOf, withSecrets } from './fixtures/placing.ts';

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
