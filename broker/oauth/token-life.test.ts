import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { type OidcOptions, type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { machine, machineSecrets, type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** Against a real oidc-provider. The broker's clock is set forward to make tokens old. */
let server: OidcServer;
let broker: SigningIn;
let aheadMs = 0;
/** The clock as the machine has it, or where it was stopped: what waits for seconds may not have them on a busy machine. */
let clock = Date.now;
const stopClock = (): void => {
  const at = Date.now();
  clock = () => at;
};
afterEach(async () => {
  aheadMs = 0;
  clock = Date.now;
  await broker?.close();
  await server?.close();
});
const signedIn = async (options: OidcOptions = {}, auth: object = {}) => {
  server = await startOidc(options);
  broker = await signingInBroker(server.origin, auth, { now: () => clock() + aheadMs });
  const connection = await broker.connect();
  expect(await broker.signIn(connection.id)).toMatchObject({ state: 'signed-in' });
  return connection;
};
const hourMs = 3_600_000;
const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'no error',
    ({ code, details }: { code: string; details: object }) => ({ code, ...details }),
  );
const tokenOf = (index: number): string => server.seen.at(index)?.authorization.replace('Bearer ', '') ?? '';

describe('an access token that has expired', () => {
  it('an expired token is renewed once for a hundred calls at the same time', async () => {
    await signedIn();
    aheadMs = hourMs;
    const answers = await Promise.all(Array.from({ length: 100 }, () => broker.fetch('/api/whoami')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(server.grants('refresh_token')).toBe(1);
  });

  it('a token is renewed early, behind a call that still uses it', async () => {
    await signedIn();
    await broker.fetch('/api/whoami');
    aheadMs = hourMs - 30_000;
    await broker.fetch('/api/whoami');
    expect(tokenOf(1)).toBe(tokenOf(0));
    await expect.poll(() => server.grants('refresh_token')).toBe(1);
    await expect
      .poll(async () => {
        await broker.fetch('/api/whoami');
        return tokenOf(-1) !== tokenOf(0);
      })
      .toBe(true);
    expect(server.grants('refresh_token')).toBe(1);
  });

  it('a token is renewed repeatedly with the refresh token of the previous renewal', async () => {
    await signedIn();
    for (const hours of [1, 2, 3]) {
      aheadMs = hours * hourMs;
      expect((await broker.fetch('/api/whoami')).status).toBe(200);
    }
    const sent = server.asked
      .map(({ body }) => new URLSearchParams(body).get('refresh_token'))
      .filter((token) => token !== null);
    expect(new Set(sent).size).toBe(3);
    await expect(server.provider.RefreshToken.find(sent[0] ?? '')).resolves.toMatchObject({
      consumed: expect.anything(),
    });
  });

  it('tokens that are bound to a key (DPoP) are renewed with it after a passing failure', async () => {
    const resource = 'https://api.example.com/';
    const { id } = await signedIn({ resource, dpop: 'on' }, { resource });
    const keys: unknown[] = [];
    server.instead = ({ url, headers }) => {
      if (url !== '/token') return undefined;
      const [head = ''] = String(headers['dpop']).split('.');
      keys.push(JSON.parse(Buffer.from(head, 'base64url').toString()).jwk.x);
      return keys.length > 1 ? undefined : { status: 503, body: 'down' };
    };
    aheadMs = hourMs;
    expect(await codeOf(broker.fetch('/api/whoami'))).toMatchObject({ code: 'token-unavailable' });
    aheadMs += 10_000;
    // Refused here, since the library dates its proofs by the machine's clock, which was not moved.
    await codeOf(broker.settings.testConnection({ connectionId: id }));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('a lease of a clock that was a day ahead is waited for by nobody', async () => {
    await signedIn();
    const file = new Libsql(join(broker.inner.folder, 'state.db'));
    file
      .prepare("UPDATE oauth_sessions SET lease_owner = 'killed', lease_until = ?")
      .run([Date.now() + 24 * hourMs]);
    file.close();
    aheadMs = hourMs;
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(server.grants('refresh_token')).toBe(1);
  });

  it('a client that signs in as itself gets a new token', async () => {
    server = await startOidc();
    broker = await signingInBroker(server.origin, machine, { now: () => clock() + aheadMs });
    const { id } = await broker.connect({ secrets: machineSecrets });
    await broker.signIn(id, 'clientCredentials');
    aheadMs = hourMs;
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(server.grants('client_credentials')).toBe(2);
  });

  it('a token is renewed for the resource that it was for (RFC 8707)', async () => {
    const resource = 'https://api.example.com/';
    await signedIn({ resource }, { resource });
    aheadMs = hourMs;
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    const renewals = server.asked
      .map(({ body }) => new URLSearchParams(body))
      .filter((body) => body.get('grant_type') === 'refresh_token');
    expect(renewals.map((body) => body.getAll('resource'))).toEqual([[resource]]);
  });

  it('an expired token is noticed if our clock was set back since', async () => {
    await signedIn();
    aheadMs = -hourMs;
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(server.grants('refresh_token')).toBe(1);
  });

  it('a token that the service refuses is renewed, and the request is sent once more', async () => {
    await signedIn();
    await broker.fetch('/api/whoami');
    await (await server.provider.AccessToken.find(tokenOf(0)))?.destroy();
    aheadMs = 60_000; // a token that came this minute is refused for another reason than its age
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(server.grants('refresh_token')).toBe(1);
    expect(tokenOf(-1)).not.toBe(tokenOf(0));
  });
});

describe('a token endpoint that fails', () => {
  it.each([
    ['HTML', { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Log in</h1>' }, 'not-json'],
    ['garbage that says it is JSON', { status: 200, body: '{"access_token": "abc' }, 'not-json'],
    ['JSON without a token', { status: 200, body: '{"ok": true}' }, 'broken-answer'],
    ['a token that no header can hold', { status: 200, body: token('a\nb: c, c') }, 'token-refused'],
    ['a token too short to keep out of answers', { status: 200, body: token('abc') }, 'token-refused'],
    ['503', { status: 503, headers: { 'content-type': 'text/plain' }, body: 'down' }, 'server-error'],
    ['an endless answer', { status: 200, body: `{"a":"${'x'.repeat(400_000)}"}` }, 'network'],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
      'endpoint-refused',
    ],
  ])(
    'a token endpoint that answers %s gives a typed error and no storm, and recovers',
    async (_what, answer, why) => {
      await signedIn();
      server.instead = ({ url }) => (url === '/token' ? answer : undefined);
      stopClock();
      aheadMs = hourMs;
      const failed = await codeOf(broker.fetch('/api/whoami'));
      expect(failed).toMatchObject({ code: 'token-unavailable', why, retryAfterMs: expect.any(Number) });
      const several = await Promise.all(
        Array.from({ length: 20 }, () => codeOf(broker.fetch('/api/whoami'))),
      );
      expect(several.every((one) => (one as { code: string }).code === 'token-unavailable')).toBe(true);
      expect(server.grants('refresh_token')).toBe(1);
      expect(broker.notices).toEqual([]);
      server.instead = undefined;
      aheadMs += 10_000;
      expect((await broker.fetch('/api/whoami')).status).toBe(200);
    },
  );

  it('a token endpoint that asks for patience is asked again only after that', async () => {
    await signedIn();
    server.instead = ({ url }) =>
      url === '/token' ? { status: 429, headers: { 'retry-after': '120' }, body: '{}' } : undefined;
    stopClock();
    aheadMs = hourMs;
    expect(await codeOf(broker.fetch('/api/whoami'))).toMatchObject({ retryAfterMs: 120_000 });
    aheadMs += 100_000;
    expect(await codeOf(broker.fetch('/api/whoami'))).toMatchObject({ code: 'token-unavailable' });
    expect(server.grants('refresh_token')).toBe(1);
  });
});

describe('a sign-in that has ended', () => {
  const endIt = async (): Promise<void> => {
    server.instead = ({ url }) =>
      url === '/token' ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined;
    aheadMs = hourMs;
  };

  it('an expired sign-in is reported once, and waiting calls continue after a new sign-in', async () => {
    const { id } = await signedIn();
    await endIt();
    const waiting = Array.from({ length: 20 }, () => broker.fetch('/api/whoami'));
    await expect.poll(async () => (await broker.view()).state).toBe('needs-reconnect');
    expect(broker.notices).toEqual([
      { kind: 'needs-reconnect', connectionId: id, displayName: 'Work', why: 'revoked' },
    ]);
    expect((await broker.view()).signIn).toMatchObject({ state: 'needs-reconnect', why: 'revoked' });
    server.instead = undefined;
    await broker.signIn(id);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(broker.notices).toHaveLength(1);
    expect((await broker.view()).signIn).toMatchObject({ state: 'signed-in' });
  });

  it('an expired sign-in is a typed error at once for later calls', async () => {
    await signedIn();
    await endIt();
    const first = codeOf(broker.fetch('/api/whoami'));
    await expect.poll(async () => (await broker.view()).state).toBe('needs-reconnect');
    aheadMs += 3 * 60_000;
    expect(await codeOf(broker.fetch('/api/whoami'))).toEqual({ code: 'needs-reconnect', why: 'revoked' });
    await broker.close();
    expect(await first).toMatchObject({ code: expect.stringMatching(/closed|aborted/) });
  });

  it('a waiting call can be aborted', async () => {
    await signedIn();
    await endIt();
    const controller = new AbortController();
    const waiting = broker.fetch('/api/whoami', { signal: controller.signal }).catch(() => 'gone');
    await expect.poll(async () => (await broker.view()).state).toBe('needs-reconnect');
    controller.abort();
    expect(await waiting).toBe('gone');
  });

  it('a test reports an expired sign-in at once', async () => {
    const { id } = await signedIn();
    await endIt();
    expect(await codeOf(broker.settings.testConnection({ connectionId: id }))).toMatchObject({
      code: 'needs-reconnect',
    });
  });

  it('a list of choices reports an expired sign-in at once', async () => {
    const { id: connectionId } = await signedIn();
    await endIt();
    expect(await codeOf(broker.settings.listChoices({ connectionId, field: 'team' }))).toMatchObject({
      code: 'needs-reconnect',
    });
  });

  it.each([
    ['invalid_client', 'client-refused'],
    ['unsupported_grant_type', 'refused'],
  ])('a sign-in that ended because of %s says so', async (error, why) => {
    await signedIn();
    server.instead = ({ url }) =>
      url === '/token' ? { status: 400, body: `{"error":"${error}"}` } : undefined;
    aheadMs = hourMs;
    broker.fetch('/api/whoami').catch(() => undefined);
    await expect.poll(() => broker.notices[0]?.why).toBe(why);
  });

  it('a sign-in that the server revoked is recognised by the real refusal', async () => {
    await signedIn({ rotate: false });
    aheadMs = hourMs;
    await broker.fetch('/api/whoami');
    const refreshToken = server.asked
      .map(({ body }) => new URLSearchParams(body).get('refresh_token'))
      .find((found) => found !== null);
    await (await server.provider.RefreshToken.find(refreshToken ?? ''))?.destroy();
    aheadMs = 2 * hourMs;
    broker.fetch('/api/whoami').catch(() => undefined);
    await expect.poll(() => broker.notices[0]?.why).toBe('revoked');
  });
});

describe('tokens', () => {
  it('tokens are removed from answers, new and previous ones', async () => {
    await signedIn();
    const first = await broker.fetch('/api/whoami');
    aheadMs = hourMs;
    const second = await broker.fetch('/api/whoami');
    const [before, after] = [tokenOf(0), tokenOf(1)];
    expect(before).not.toBe(after);
    expect(first.text).not.toContain(before);
    expect(second.text).not.toContain(after);
    server.instead = ({ url }) =>
      url === '/api/echo'
        ? { status: 200, body: JSON.stringify({ before, after: Buffer.from(after).toString('base64') }) }
        : undefined;
    const echo = await broker.fetch('/api/echo');
    expect(echo.text).not.toContain(before);
    expect(echo.text).not.toContain(Buffer.from(after).toString('base64'));
  });

  it('a token that is still valid stays out of answers, however often a service has others renewed', async () => {
    await signedIn();
    await broker.fetch('/api/whoami');
    server.instead = ({ url }) => (url === '/api/refused' ? { status: 401, body: 'no' } : undefined);
    // Each renewal for a refusal takes twice as long as the one before.
    for (const ms of [31_000, 62_000, 124_000, 248_000]) {
      aheadMs += ms - 20_000;
      await broker.fetch('/api/refused');
      const renewed = server.grants('refresh_token');
      aheadMs += 20_000;
      await broker.fetch('/api/refused');
      expect(server.grants('refresh_token')).toBe(renewed + 1);
      aheadMs += 1_000;
    }
    const first = tokenOf(0);
    server.instead = ({ url }) =>
      url === '/api/echo' ? { status: 200, body: `it was ${first}` } : undefined;
    expect((await broker.fetch('/api/echo')).text).not.toContain(first);
  });

  it('the token before of a client that signs in as itself stays out of answers', async () => {
    server = await startOidc();
    broker = await signingInBroker(server.origin, machine, { now: () => clock() + aheadMs });
    const { id } = await broker.connect({ secrets: machineSecrets });
    await broker.signIn(id, 'clientCredentials');
    await broker.fetch('/api/whoami');
    aheadMs = hourMs;
    await broker.fetch('/api/whoami');
    const before = tokenOf(0);
    expect(tokenOf(1)).not.toBe(before);
    server.instead = ({ url }) =>
      url === '/api/echo' ? { status: 200, body: `it was ${before}` } : undefined;
    expect((await broker.fetch('/api/echo')).text).toBe('it was [redacted]');
  });

  it('tokens of the sign-in before stay out of answers while the service accepts them', async () => {
    const { id } = await signedIn();
    await broker.fetch('/api/whoami');
    const before = tokenOf(0);
    expect(await broker.signIn(id)).toMatchObject({ state: 'signed-in' });
    expect(await server.provider.AccessToken.find(before)).toBeDefined();
    server.instead = ({ url }) =>
      url === '/api/echo' ? { status: 200, body: `it was ${before}` } : undefined;
    expect((await broker.fetch('/api/echo')).text).toBe('it was [redacted]');
  });

  it('tokens are in no file, log or audit line in plaintext', async () => {
    await signedIn();
    aheadMs = hourMs;
    await broker.fetch('/api/whoami');
    const refreshTokens = server.asked.flatMap(
      ({ body }) => new URLSearchParams(body).get('refresh_token') ?? [],
    );
    const secrets = [...server.seen.map(({ authorization }) => authorization.slice(7)), ...refreshTokens];
    expect(secrets.length).toBeGreaterThan(1);
    const audit = JSON.stringify(await broker.settings.listAudit({ limit: 1000 }));
    const { folder, logged } = broker.inner;
    await broker.close({ keepFolder: true });
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    for (const secret of secrets) {
      for (const place of [audit, logged.join('\n'), ...files]) expect(place.includes(secret)).toBe(false);
    }
    broker.inner.removeFolder();
  });

  it.each(['/token', '/TOKEN/', '/%74oken', '/token;x=1', '/.//token', '/device/auth', '/token/revocation'])(
    'tokens do not reach an extension that asks %s itself',
    async (path) => {
      await signedIn();
      expect(
        await codeOf(broker.fetch(path, { method: 'POST', body: 'grant_type=refresh_token' })),
      ).toMatchObject({ code: 'destination-refused' });
    },
  );

  it('each request to the authorization server has an audit line before it leaves', async () => {
    await signedIn();
    const { entries } = await broker.settings.listAudit({ kind: 'sign-in.request' });
    expect(entries.map(({ method, path }) => `${method} ${path}`)).toContain('POST /token');
    expect(JSON.stringify(entries)).not.toContain('code_verifier');
  });
});

function token(value: string): string {
  return JSON.stringify({ access_token: value, token_type: 'bearer' });
}
