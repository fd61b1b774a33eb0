import type { OauthFlow } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { answering, extensionNamed, type TestExtension } from '../checks/fixtures/broker-in-folder.ts';
import type { Notice } from '../powers.ts';
import { noticeText } from '../shells/notice-text.ts';
import { visit } from './fixtures/form-browser.ts';
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
const start = async (auth: object = {}, flow?: OauthFlow, browse?: Parameters<typeof signingInBroker>[3]) => {
  server = await startOidc();
  broker = await signingInBroker(server.origin, auth, {}, browse);
  const contributes = forge(auth) as { connectionRequests: object[] };
  const connectionRequests = contributes.connectionRequests.map((one) => ({
    ...one,
    scopes: ['read', 'write'],
  }));
  extension = broker.inner.attach(extensionNamed('wanting', { contributes: { connectionRequests } }));
  const connection = await broker.connect();
  expect(await broker.signIn(connection.id, flow)).toMatchObject({ state: 'signed-in' });
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

  it('is not answered by the prompt for less that is open already', async () => {
    await start();
    const joined: Promise<unknown>[] = [];
    broker.inner.answer = async (prompt, signal) => {
      if (joined.length > 0) return answering('deny')(prompt, signal);
      joined.push(ask(['read', 'write']).catch((error: unknown) => error));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return answering('always')(prompt, signal);
    };
    await ask(['read']);
    expect(await joined[0]).toMatchObject({ code: 'denied' });
    expect(broker.inner.prompts.map(({ choices: [choice] }) => choice?.moreScopes)).toEqual([
      ['read'],
      ['read', 'write'],
    ]);
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read']);
  });

  it('is asked about where the user allowed the rest once from Settings, without it', async () => {
    const { id: connectionId } = await start();
    const access = { methods: ['GET' as const, 'POST' as const], paths: ['/**'] };
    const given = { extension: 'acme.wanting', connectionId, access };
    broker.inner.answer = answering('once');
    expect(await broker.settings.requestAccess(given)).toEqual({ decision: 'once' });
    broker.inner.answer = answering('deny');
    await expect(ask(['read'])).rejects.toMatchObject({ code: 'denied' });
    expect(broker.inner.prompts.at(-1)?.choices[0]?.moreScopes).toEqual(['read']);
    expect(await scopesNow()).toEqual(['offline_access', 'openid']);
    await ask([]);
    expect(broker.inner.prompts).toHaveLength(2);
  });

  it('is all that the manifest declares where it names none', async () => {
    await start();
    await ask();
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read', 'write']);
  });

  it('at a service that knows device codes only: the user is told the code, and its page opens', async () => {
    await start({ flows: ['deviceCode'] }, 'deviceCode');
    const handle = await ask(['read']);
    const [told] = broker.codes;
    expect(told).toMatchObject({ displayName: 'Work', code: expect.stringMatching(/^[A-Z0-9-]{4,20}$/) });
    expect(noticeText(told as Notice)).toContain(`type the code ${told?.code} at ${server.origin}/device.`);
    expect(broker.codes).toHaveLength(1);
    expect(broker.opened).toHaveLength(2);
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read']);
    expect((await extension.connections.use(handle).fetch('/api/whoami')).status).toBe(200);
  });

  it('with a code that nobody types in ends when the extension has gone', async () => {
    await start({ flows: ['deviceCode'] }, 'deviceCode', async (address) => {
      if (broker.opened.length === 1) await visit(address);
    });
    const asked = ask(['read']).catch((error: unknown) => error);
    while (broker.codes.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    extension.detach();
    expect(await asked).toBeInstanceOf(Error);
    while ((await broker.settings.listAudit({ kind: 'sign-in.failed' })).entries.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await scopesNow()).toEqual(['offline_access', 'openid']);
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
      code: 'sign-in-failed',
      details: { why: 'invalid-grant' },
    });
    expect(await broker.settings.listGrants()).toEqual([]);
    expect((await broker.view()).signIn).toMatchObject({ state: 'signed-in' });
  });

  it('that the service grants less of than was asked for is said', async () => {
    // Without an ID token: what the service answers is a token that has less than was asked for, and nothing else is wrong.
    await start({ scopes: ['offline_access'] });
    server.instead = ({ url }) =>
      url === '/token'
        ? {
            status: 200,
            body: '{"access_token":"a-token-of-it","token_type":"bearer","scope":"offline_access"}',
          }
        : undefined;
    await expect(ask(['read'])).rejects.toMatchObject({
      code: 'sign-in-failed',
      details: { why: 'scope-refused' },
    });
  });
});
