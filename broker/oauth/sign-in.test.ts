import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type OidcOptions, type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { machine, machineSecrets, type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';
import { startSkewedOidc } from './fixtures/skewed-oidc.ts';

/** Against a real oidc-provider; what a person does in the browser are real HTTP requests. */
let server: OidcServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
});
const start = async (options: OidcOptions = {}, auth: object = {}, powers: object = {}): Promise<void> => {
  server = await startOidc(options);
  broker = await signingInBroker(server.origin, auth, powers);
};

describe('signing in', () => {
  it('a sign-in works with an authorization code and PKCE, over a loopback redirect in the system browser', async () => {
    await start();
    const { id, stateReason, signIn } = await broker.connect();
    expect([stateReason, signIn?.state]).toEqual(['signed-out', 'signed-out']);
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in', page: { host: server.origin } });
    const opened = new URL(broker.opened[0] ?? '');
    expect(opened.origin).toBe(server.origin);
    expect(opened.searchParams.get('code_challenge_method')).toBe('S256');
    expect(opened.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(JSON.parse((await broker.fetch('/api/whoami')).text)).toMatchObject({ account: 'ada' });
    expect((await broker.view()).signIn).toMatchObject({ state: 'signed-in', renews: true });
    expect(await broker.settings.testConnection({ connectionId: id })).toMatchObject({ ok: true });
    expect((await broker.view()).state).toBe('ready');
  });

  const [asOauth, asOidc] = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
  const notFound = { status: 404, body: 'not here' };
  const homePage = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' };
  it.each([
    ['of RFC 8414 alone', asOidc, notFound, [asOauth]],
    ['of OpenID Connect alone', asOauth, notFound, [asOauth, asOidc]],
    ['of OpenID Connect, with its home page everywhere else', asOauth, homePage, [asOauth, asOidc]],
  ])('a sign-in works at a server with the metadata %s', async (_what, absent, answer, asked) => {
    await start();
    server.instead = ({ url }) => (url === absent ? answer : undefined);
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    expect(server.asked.flatMap(({ path }) => (path.startsWith('/.well-known/') ? [path] : []))).toEqual(
      asked,
    );
    expect(JSON.parse((await broker.fetch('/api/whoami')).text)).toMatchObject({ account: 'ada' });
  });

  it('a sign-in works with a code that the user types on the page that Settings shows', async () => {
    await start();
    const { id } = await broker.connect();
    const { signInId } = await broker.settings.signIn({ connectionId: id, flow: 'deviceCode' });
    const waiting = await broker.until(signInId, ['waiting']);
    expect(waiting.device).toEqual({
      code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      address: `${server.origin}/device`,
    });
    expect(broker.opened).toEqual([]); // a code is typed in by someone who wants to, not opened for them
    const { page } = await broker.settings.openSignInPage({ signInId });
    expect(page).toEqual({ host: server.origin, opened: true });
    expect(await broker.until(signInId, ['signed-in', 'failed'])).toMatchObject({ state: 'signed-in' });
    expect(JSON.parse((await broker.fetch('/api/whoami')).text)).toMatchObject({ account: 'ada' });
  });

  it('a sign-in by code ends without effect when an extension got access while its code was shown', async () => {
    await start({}, {}, { undoDeleteMs: 10_000 });
    const { id } = await broker.connect();
    await broker.signIn(id, 'deviceCode');
    await broker.fetch('/api/whoami');
    const { settings } = broker;
    const { undo } = await settings.revokeConnection({ connectionId: id });
    // Nobody uses it now, so this does not ask; anyone who sees the code could enter it for another account.
    const { signInId } = await settings.signIn({ connectionId: id, flow: 'deviceCode' });
    await broker.until(signInId, ['waiting']);
    await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    await settings.openSignInPage({ signInId });
    expect(await broker.until(signInId, ['signed-in', 'failed'])).toMatchObject({
      state: 'failed',
      why: 'conflict',
    });
    expect(await settings.listGrants()).toMatchObject([{ state: 'active' }]);
  });

  it('a revocation that is undone after a sign-in by code gives no access to that account', async () => {
    await start({}, {}, { undoDeleteMs: 10_000 });
    const { id } = await broker.connect();
    await broker.signIn(id);
    await broker.fetch('/api/whoami');
    const { undo } = await broker.settings.revokeConnection({ connectionId: id });
    expect(await broker.signIn(id, 'deviceCode')).toMatchObject({ state: 'signed-in' });
    await broker.settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    expect(await broker.settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
  });

  it('a sign-in works with the client’s own credentials, without a browser', async () => {
    await start({}, machine);
    const { id } = await broker.connect({ secrets: machineSecrets });
    expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    expect(broker.opened).toEqual([]);
    expect(JSON.parse((await broker.fetch('/api/whoami')).text)).toMatchObject({ account: 'machine' });
    expect((await broker.view()).signIn).toMatchObject({ renews: true });
  });

  it('a sign-in with a client secret that the server refuses fails and says so', async () => {
    await start({}, machine);
    const { id } = await broker.connect({ secrets: { secret: 'a secret that is not that one' } });
    expect(await broker.signIn(id, 'clientCredentials')).toMatchObject({
      state: 'failed',
      why: 'client-refused',
    });
  });

  it('the request is pushed if the server offers it, so the browser carries only a reference', async () => {
    await start({ par: true });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    const { searchParams } = new URL(broker.opened[0] ?? '');
    expect([...searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(server.asked.map(({ path }) => path)).toContain('/request');
  });

  it('a sign-in requests a resource, and gets a token for that audience', async () => {
    await start({ resource: 'https://api.example.com/' }, { resource: 'https://api.example.com/' });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
  });

  it('a sign-in for a resource that the server does not have fails', async () => {
    await start({ resource: 'https://api.example.com/' }, { resource: 'https://other.example.com/' });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'failed', why: 'resource-refused' });
  });

  it('a second sign-in for more scopes keeps the earlier ones', async () => {
    await start();
    const { id } = await broker.connect();
    await broker.signIn(id);
    await broker.signIn(id, 'authorizationCode', ['read']);
    await broker.signIn(id, 'authorizationCode', ['write']);
    expect((await broker.view()).signIn?.scopes.toSorted()).toEqual([
      'offline_access',
      'openid',
      'read',
      'write',
    ]);
  });
});

describe('DPoP, where the server offers it', () => {
  it.each([['on' as const], ['with-nonce' as const]])('DPoP binds tokens to a key (%s)', async (dpop) => {
    const resource = 'https://api.example.com/';
    await start({ resource, dpop }, { resource });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    const answer = await broker.fetch('/api/whoami');
    expect(answer.status).toBe(200);
    expect(server.seen.at(-1)?.authorization).toMatch(/^DPoP /);
    expect(answer.text).not.toContain(server.seen.at(-1)?.authorization.slice(5) ?? '?');
  });

  it.each([1, -1])(
    'DPoP works with a server whose clock is %i hour away, also at a renewal',
    async (hours) => {
      const resource = 'https://api.example.com/';
      const skewed = await startSkewedOidc(hours * 3_600_000, {
        resource,
        dpop: 'on',
        accessTokenSeconds: 3,
      });
      try {
        broker = await signingInBroker(skewed.origin, { resource });
        const { id } = await broker.connect();
        expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
        expect((await broker.fetch('/api/whoami')).status).toBe(200);
        await pause(3_000);
        expect((await broker.fetch('/api/whoami')).status).toBe(200);
        expect(await broker.settings.listAudit({ kind: 'token.refused' })).toMatchObject({ entries: [] });
      } finally {
        await skewed.close();
      }
    },
  );
});

describe('a resource server that wants its own nonce in each DPoP proof (RFC 9449, 9)', () => {
  const resource = 'https://api.example.com/';
  const nonceOf = (proof: unknown): unknown => {
    const [, payload = ''] = String(proof).split('.');
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { nonce?: unknown }).nonce;
  };
  const refusal = (nonce: string) => ({
    status: 401,
    headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': nonce },
    body: '{}',
  });

  it('the nonce is sent in the repeated request and each later one, and replaced when the server asks', async () => {
    await start({ resource, dpop: 'on' }, { resource });
    const { id } = await broker.connect();
    await broker.signIn(id);
    let wanted = 'first-nonce';
    const nonces: unknown[] = [];
    server.instead = ({ url, headers }) => {
      if (url !== '/api/whoami') return undefined;
      nonces.push(nonceOf(headers['dpop']));
      return nonces.at(-1) === wanted ? undefined : refusal(wanted);
    };
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    wanted = 'second-nonce';
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(nonces).toEqual([undefined, 'first-nonce', 'first-nonce', 'first-nonce', 'second-nonce']);
  });

  it('requests that were sent together without the nonce are each repeated with it', async () => {
    await start({ resource, dpop: 'on' }, { resource });
    const { id } = await broker.connect();
    await broker.signIn(id);
    server.instead = ({ url, headers }) =>
      url === '/api/whoami' && nonceOf(headers['dpop']) !== 'of-all' ? refusal('of-all') : undefined;
    const answers = await Promise.all(Array.from({ length: 4 }, () => broker.fetch('/api/whoami')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('a server that refuses the nonce that it named is asked twice and no more', async () => {
    await start({ resource, dpop: 'on' }, { resource });
    const { id } = await broker.connect();
    await broker.signIn(id);
    let asked = 0;
    server.instead = ({ url }) => {
      if (url !== '/api/whoami') return undefined;
      asked += 1;
      return refusal('never-enough');
    };
    expect((await broker.fetch('/api/whoami')).status).toBe(401);
    expect(asked).toBe(2);
  });
});

describe('signing out', () => {
  it('signing out revokes the refresh token too, which could get new access tokens', async () => {
    await start();
    const { id } = await broker.connect();
    await broker.signIn(id);
    await broker.settings.signOut({ connectionId: id });
    const revocations = server.asked
      .filter(({ path }) => path === '/token/revocation')
      .map(({ body }) => new URLSearchParams(body));
    expect(revocations.map((body) => body.get('token_type_hint'))).toEqual(['refresh_token', 'access_token']);
    const refreshToken = revocations[0]?.get('token') ?? '';
    expect(refreshToken.length).toBeGreaterThan(20);
    expect(await server.provider.RefreshToken.find(refreshToken)).toBeUndefined();
  });

  it('signing out revokes the tokens at the server, and deletes them', async () => {
    await start();
    const { id } = await broker.connect();
    await broker.signIn(id);
    await broker.fetch('/api/whoami');
    const token = server.seen[0]?.authorization.slice('Bearer '.length) ?? '';
    expect(await server.provider.AccessToken.find(token)).toBeDefined();
    const { connection, revoked } = await broker.settings.signOut({ connectionId: id });
    expect([connection.stateReason, revoked]).toEqual(['signed-out', 'yes']);
    expect(await server.provider.AccessToken.find(token)).toBeUndefined();
    await expect(broker.fetch('/api/whoami')).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it('deleting a connection signs out too', async () => {
    await start();
    const { id } = await broker.connect();
    await broker.signIn(id);
    await broker.fetch('/api/whoami');
    const token = server.seen[0]?.authorization.slice('Bearer '.length) ?? '';
    await broker.settings.deleteConnection({ connectionId: id });
    await expect.poll(() => server.provider.AccessToken.find(token)).toBeUndefined();
  });

  it('signing out deletes the tokens even if the server cannot be reached', async () => {
    await start();
    const { id } = await broker.connect();
    await broker.signIn(id);
    server.instead = () => ({ status: 503, body: '' });
    const { connection, revoked } = await broker.settings.signOut({ connectionId: id });
    expect([connection.stateReason, revoked]).toEqual(['signed-out', 'no']);
  });
});
