import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { visit } from './fixtures/form-browser.ts';
import { type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** A person signs in at a real oidc-provider; what comes back to the loopback listener is what each test says. */
let server: OidcServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
});

/** Signs in up to the redirect, and gives its address without going there. */
const upToRedirect = async (): Promise<{ callback: URL; signInId: string; id: string }> => {
  server = await startOidc();
  let reached: (url: URL) => void = () => undefined;
  const redirect = new Promise<URL>((resolve) => {
    reached = resolve;
  });
  broker = await signingInBroker(server.origin, {}, {}, async (address) => {
    const stopAt = (url: URL): boolean => url.pathname === '/callback';
    const { addresses } = await visit(address, undefined, { stopAt });
    reached(new URL(addresses.at(-1) ?? ''));
  });
  const { id } = await broker.connect();
  const { signInId } = await broker.settings.signIn({ connectionId: id });
  return { callback: await redirect, signInId, id };
};
const changed = (url: URL, change: (url: URL) => void): URL => {
  const copy = new URL(url);
  change(copy);
  return copy;
};
const ended = (signInId: string) => broker.until(signInId, ['signed-in', 'failed']);
/** Node's fetch does not let a caller choose Host. */
const withHost = (url: URL, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('what is not the awaited answer', () => {
  it('a wrong answer is refused and changes nothing, and the real one still counts', async () => {
    const { callback, signInId } = await upToRedirect();
    const wrong: [string, URL, RequestInit?][] = [
      ['another path', changed(callback, (url) => (url.pathname = '/callback/x'))],
      ['another state', changed(callback, (url) => url.searchParams.set('state', 'x'.repeat(43)))],
      ['no state', changed(callback, (url) => url.searchParams.delete('state'))],
      ['two states', changed(callback, (url) => url.searchParams.append('state', 'x'))],
      [
        'an error with another state',
        changed(callback, (url) => (url.search = '?error=access_denied&state=x')),
      ],
      ['another method', callback, { method: 'POST' }],
    ];
    for (const [what, url, init] of wrong) {
      const response = await fetch(url, init);
      expect([what, response.status >= 400]).toEqual([what, true]);
      expect(await response.text()).not.toContain('signed in');
    }
    // DNS rebinding: a page elsewhere whose name leads here.
    expect(await withHost(callback, `evil.example.com:${callback.port}`)).toBe(400);
    expect((await broker.settings.signInProgress({ signInId })).state).toBe('waiting');
    const finished = await fetch(callback);
    expect(await finished.text()).toContain('You are signed in.');
    expect(finished.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(finished.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await ended(signInId)).toMatchObject({ state: 'signed-in' });
  });

  it('the same answer a second time finds no listener', async () => {
    const { callback, signInId } = await upToRedirect();
    const [first, second] = await Promise.all([fetch(callback), fetch(callback)]);
    expect([first.status, second.status].toSorted()).toEqual([200, 400]);
    expect(await ended(signInId)).toMatchObject({ state: 'signed-in' });
    await expect(fetch(callback)).rejects.toThrow();
    expect(server.grants('authorization_code')).toBe(1);
  });
});

describe('an answer that fits the request, and', () => {
  it.each([
    ['names a different issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example.com')],
    ['leaves the issuer out, which the server promised', (url: URL) => url.searchParams.delete('iss')],
    ['names it twice', (url: URL) => url.searchParams.append('iss', 'https://evil.example.com')],
    ['brings a token along', (url: URL) => url.searchParams.set('id_token', 'x')],
  ])('an answer with %s is refused, and the code is not redeemed', async (_what, change) => {
    const { callback, signInId } = await upToRedirect();
    const response = await fetch(changed(callback, change));
    expect(await response.text()).toContain('was not completed');
    expect(await ended(signInId)).toMatchObject({ state: 'failed' });
    expect(server.grants('authorization_code')).toBe(0);
  });

  it('an answer that the user declined ends the sign-in with that reason', async () => {
    const { callback, signInId } = await upToRedirect();
    const { state, iss } = Object.fromEntries(callback.searchParams);
    const query = new URLSearchParams({ error: 'access_denied', state: state ?? '', iss: iss ?? '' });
    await fetch(changed(callback, (url) => (url.search = query.toString())));
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'denied' });
  });

  it('a code that belongs to nobody is refused by the server', async () => {
    const { callback, signInId } = await upToRedirect();
    await fetch(changed(callback, (url) => url.searchParams.set('code', 'made-up')));
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'invalid-grant' });
  });
});

describe('an ID token', () => {
  const idToken = (claims: object): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'RS256', kid: 'x' })}.${part(claims)}.${'A'.repeat(342)}`;
  };
  const now = (): number => Math.floor(Date.now() / 1000);

  it.each([
    ['for another client', { aud: 'another' }],
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['with another nonce', { nonce: 'another' }],
    ['that ended two hours ago', { exp: now() - 7200, iat: now() - 9000 }],
  ])('an ID token with %s is refused, and nothing is stored', async (_what, claims) => {
    const { callback, signInId } = await upToRedirect();
    const nonce = new URL(broker.opened[0] ?? '').searchParams.get('nonce') ?? '';
    const good = { iss: server.origin, aud: 'native', sub: 'ada', nonce, iat: now(), exp: now() + 60 };
    server.instead = ({ url }) =>
      url === '/token'
        ? {
            status: 200,
            body: JSON.stringify({
              access_token: 'a-token-of-it',
              token_type: 'bearer',
              id_token: idToken({ ...good, ...claims }),
            }),
          }
        : undefined;
    await fetch(callback);
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'id-token-refused' });
    expect((await broker.view()).signIn?.state).toBe('signed-out');
  });
});

describe('a sign-in in progress', () => {
  it('a cancelled sign-in ends, and nobody listens any more', async () => {
    const { callback, signInId } = await upToRedirect();
    await broker.settings.cancelSignIn({ signInId });
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'aborted' });
    await expect(fetch(callback)).rejects.toThrow();
  });

  it('a sign-in ends when another one of the same connection starts', async () => {
    const { signInId, id } = await upToRedirect();
    await broker.settings.signIn({ connectionId: id as never });
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'aborted' });
  });

  it('a sign-in does not apply to a connection that has moved meanwhile', async () => {
    const { callback, signInId, id } = await upToRedirect();
    const { updatedAt } = await broker.view();
    await broker.settings.updateConnection({
      connectionId: id as never,
      updatedAt,
      fields: { url: 'https://elsewhere.example.com' },
    });
    await fetch(callback);
    expect(await ended(signInId)).toMatchObject({ state: 'failed', why: 'conflict' });
    expect((await broker.view()).signIn?.state).toBe('signed-out');
  });

  it('a sign-in fails if no browser can be opened', async () => {
    server = await startOidc();
    const openInSystemBrowser = () => Promise.reject(new Error('no display'));
    broker = await signingInBroker(server.origin, {}, { openInSystemBrowser });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'failed', why: 'no-browser' });
  });

  it('a sign-in on a fixed port that somebody else uses fails', async () => {
    server = await startOidc();
    const port = Number(new URL(server.origin).port);
    broker = await signingInBroker(server.origin, { redirect: { port } });
    const { id } = await broker.connect();
    expect(await broker.signIn(id)).toMatchObject({ state: 'failed', why: 'port-taken' });
  });
});
