import { afterEach, describe, expect, it } from 'vitest';
import { answering, extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { forge, type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** An extension asks for more of the service than the user has signed in for; against a real oidc-provider. */
let server: OidcServer;
let broker: SigningIn;
let extension: TestExtension;
afterEach(async () => {
  await broker.close();
  await server.close();
});
const start = async (auth: object = {}) => {
  server = await startOidc();
  broker = await signingInBroker(server.origin, auth);
  const contributes = forge(auth) as { connectionRequests: object[] };
  const connectionRequests = contributes.connectionRequests.map((one) => ({
    ...one,
    scopes: ['read', 'write'],
  }));
  extension = broker.inner.attach(extensionNamed('wanting', { contributes: { connectionRequests } }));
  const connection = await broker.connect();
  expect(await broker.signIn(connection.id)).toMatchObject({ state: 'signed-in' });
  return connection;
};
const ask = (scopes?: string[]) =>
  extension.connections.request({
    provider: 'acme.signer/forge',
    reason: 'To try.',
    ...(scopes === undefined ? {} : { scopes }),
  } as Parameters<TestExtension['connections']['request']>[0]);
const scopesNow = async (): Promise<string[]> => (await broker.view()).signIn?.scopes.toSorted() ?? [];

describe('a request for more scopes than were granted', () => {
  it('shows them in the prompt, and after the yes the user signs in for them', async () => {
    await start();
    expect(broker.opened).toHaveLength(1);
    const handle = await ask(['read']);
    const [choice] = broker.inner.prompts.at(-1)?.choices ?? [];
    expect(choice?.moreScopes).toEqual(['read']);
    expect(broker.opened).toHaveLength(2);
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read']);
    expect((await extension.connections.use(handle).fetch('/api/whoami')).status).toBe(200);
  });

  it('is all that the manifest declares where it names none', async () => {
    await start();
    await ask();
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read', 'write']);
  });

  it('opens nothing when the user says no', async () => {
    await start();
    broker.inner.answer = answering('deny');
    await expect(ask(['read'])).rejects.toMatchObject({ code: 'denied' });
    expect(broker.opened).toHaveLength(1);
    expect(await scopesNow()).toEqual(['offline_access', 'openid']);
  });

  it('is asked about although a stored grant covers the rest, and not again once they are there', async () => {
    await start();
    broker.inner.answer = answering('always');
    await ask([]);
    await ask(['read']);
    expect(broker.inner.prompts).toHaveLength(2);
    await ask(['read']);
    await ask([]);
    expect(broker.inner.prompts).toHaveLength(2);
    expect(broker.opened).toHaveLength(2);
  });

  it('beyond its manifest is refused before anybody is asked', async () => {
    await start();
    await expect(ask(['openid', 'admin'])).rejects.toMatchObject({ code: 'not-declared' });
    expect(broker.inner.prompts).toEqual([]);
  });

  it('gives no handle when the sign-in fails, and the grant is not stored', async () => {
    await start();
    broker.inner.answer = answering('always');
    server.instead = ({ url }) =>
      url === '/token' ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined;
    await expect(ask(['read'])).rejects.toMatchObject({
      ...{ code: 'sign-in-failed', details: { why: 'invalid-grant' } },
    });
    expect(await broker.settings.listGrants()).toEqual([]);
    expect((await broker.view()).signIn).toMatchObject({ state: 'signed-in' });
  });

  it('that the service grants less of than was asked for is said', async () => {
    await start();
    server.instead = ({ url }) =>
      url === '/token'
        ? {
            status: 200,
            body: '{"access_token":"a-token-of-it","token_type":"bearer","scope":"openid"}',
          }
        : undefined;
    await expect(ask(['read'])).rejects.toMatchObject({ code: 'sign-in-failed' });
  });
});
