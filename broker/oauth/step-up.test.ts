import type { OauthFlow } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { answering, extensionNamed, type TestExtension } from '../checks/fixtures/broker-in-folder.ts';
import { english } from '../contracts/texts/say.ts';
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
    scopes,
  } as Parameters<TestExtension['connections']['request']>[0]);
const scopesNow = async (): Promise<string[]> => (await broker.view()).signIn?.scopes.toSorted() ?? [];

describe('a request for more scopes than were granted', () => {
  it('additional scopes are shown in the prompt, and the user signs in for them after the yes', async () => {
    await start();
    expect(broker.opened).toHaveLength(1);
    const handle = await ask(['read']);
    const [choice] = broker.inner.prompts.at(-1)?.choices ?? [];
    expect(choice?.moreScopes).toEqual(['read']);
    expect(broker.opened).toHaveLength(2);
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read']);
    expect((await extension.connections.use(handle).fetch('/api/whoami')).status).toBe(200);
  });

  it('a prompt for fewer scopes does not answer a request for more', async () => {
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

  it('additional scopes ask even if the user allowed the rest once from Settings', async () => {
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

  it('a request without scopes gets all that the manifest declares', async () => {
    await start();
    await ask();
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read', 'write']);
  });

  it('a service with device codes only shows the user the code and opens its page', async () => {
    await start({ flows: ['deviceCode'] }, 'deviceCode');
    const handle = await ask(['read']);
    const [told] = broker.codes;
    expect(told).toMatchObject({ displayName: 'Work', code: expect.stringMatching(/^[A-Z0-9-]{4,20}$/) });
    expect(noticeText(english, told as Notice)).toContain(
      `type the code ${told?.code} at ${server.origin}/device.`,
    );
    expect(broker.codes).toHaveLength(1);
    expect(broker.opened).toHaveLength(2);
    expect(await scopesNow()).toEqual(['offline_access', 'openid', 'read']);
    expect((await extension.connections.use(handle).fetch('/api/whoami')).status).toBe(200);
  });

  it('a device-code sign-in is cancelled when its extension stops', async () => {
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

  it('a denied request opens nothing', async () => {
    await start();
    broker.inner.answer = answering('deny');
    await expect(ask(['read'])).rejects.toMatchObject({ code: 'denied' });
    expect(broker.opened).toHaveLength(1);
    expect(await scopesNow()).toEqual(['offline_access', 'openid']);
  });

  it('additional scopes ask although a stored grant covers the rest, and not again once granted', async () => {
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

  it('scopes beyond the manifest are refused before anybody is asked', async () => {
    await start();
    await expect(ask(['openid', 'admin'])).rejects.toMatchObject({ code: 'not-declared' });
    expect(broker.inner.prompts).toEqual([]);
  });

  it('a failed sign-in gives no handle, and the grant is not stored', async () => {
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

  it('a service that grants fewer scopes than requested is reported', async () => {
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
