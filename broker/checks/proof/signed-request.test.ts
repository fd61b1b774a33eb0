import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import { type RunningHaproxy, startHaproxy } from '../fixtures/servers/start-haproxy.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

let haproxy: RunningHaproxy;
startedBefore(['haproxy'], async () => {
  haproxy = await startHaproxy();
  return [haproxy];
});
let one: Connected | undefined;
let time = 0;
const connect = async (...to: Parameters<typeof connected>) => {
  time = 0;
  const [declared, saved] = to;
  one = await connected(declared, saved, { now: () => Date.now() + time });
  return one.client;
};
const close = async () => {
  if (one !== undefined) expect(await one.close()).toEqual([]);
  one = undefined;
};
afterEach(close);
const said = async (answer: Promise<Response>) => [(await answer).status, await (await answer).text()];

describe('HAProxy, which checks by its own configuration', () => {
  const signed = (changes: object = {}, key = haproxy.sharedSecret) =>
    connect(
      {
        fields: [url, secret('key')],
        auth: {
          kind: 'hmac',
          secret: 'key',
          sign: ['method', 'target', 'timestamp', 'nonce', 'bodyDigest'],
          separator: '\n',
          signature: { header: 'X-Signature', encoding: 'base64' },
          timestamp: { header: 'X-Time' },
          nonce: { header: 'X-Nonce' },
          bodyDigest: { encoding: 'base64' },
          ...changes,
        },
      },
      { fields: { url: haproxy.signedUrl }, secrets: { key } },
    );

  it.each([
    ['GET', '/', undefined],
    ['GET', '/a%20b/%C3%A9?c=d%26e&f', undefined],
    ['POST', '/x', '{"a":"é"}'],
    ['PUT', '/bytes?of=256', Uint8Array.from({ length: 256 }, (_none, at) => at)],
    ['DELETE', '/~-._/;=@', undefined],
  ])('HAProxy accepts a signed request: %s %s', async (method, path, body) => {
    const client = await signed();
    const length = body === undefined ? 0 : Buffer.from(body).length;
    expect(await said(client.fetch(path, { method, body }))).toEqual([200, `${method} ${path} ${length}`]);
  });

  it('HAProxy refuses what was signed with another secret or in another way', async () => {
    expect(await said((await signed({}, `other-${randomUUID()}`)).fetch('/x'))).toEqual([401, 'signature']);
    await close();
    expect(await said((await signed({ hash: 'sha512' })).fetch('/x'))).toEqual([401, 'signature']);
  });

  it.each([1, -1])(
    'a signature finds the right time if HAProxy’s clock is %i hour ahead of ours',
    async (hours) => {
      const client = await signed();
      time = -hours * 3_600_000;
      const post = { method: 'POST', body: 'once' };
      expect(await said(client.fetch('/x', post))).toEqual([200, 'POST /x 4']);
      // Twice it was sent for that; from now on it is right at once.
      expect((await one?.watched.audit({ kind: 'use.hop' }))?.length).toBe(1);
      expect(await said(client.fetch('/y'))).toEqual([200, 'GET /y 0']);
      expect((await one?.watched.audit({ kind: 'use.hop' }))?.length).toBe(1);
    },
  );

  it('HAProxy is not asked again if its clock is days away, because nobody may have a signature for another day', async () => {
    const client = await signed();
    time = -3 * 24 * 3_600_000;
    expect(await said(client.fetch('/x'))).toEqual([401, 'time']);
    expect(await one?.watched.audit({ kind: 'use.hop' })).toEqual([]);
  });

  const issued = (algorithm: keyof RunningHaproxy['keys'], changes: object = {}, key?: string) =>
    connect(
      {
        fields: [url, secret('key', algorithm === 'HS256' ? {} : { format: 'pem' })],
        auth: {
          kind: 'jwtBearer',
          key: 'key',
          algorithm,
          lifetimeSeconds: 300,
          claims: { iss: 'robot', aud: haproxy.audience, ...changes },
        },
      },
      { fields: { url: haproxy.tokenUrl }, secrets: { key: key ?? haproxy.keys[algorithm] } },
    );

  it.each(['RS256', 'ES256', 'HS256'] as const)(
    'HAProxy accepts a self-signed token: %s',
    async (algorithm) => {
      const client = await issued(algorithm);
      expect(await said(client.fetch('/x'))).toEqual([200, 'robot']);
    },
  );

  it('HAProxy refuses a token for another audience, or with another signature', async () => {
    expect(await said((await issued('RS256', { aud: 'elsewhere' })).fetch('/x'))).toEqual([401, 'audience']);
    await close();
    expect(await said((await issued('HS256', {}, `other-${randomUUID()}-0123456789`)).fetch('/x'))).toEqual([
      401,
      'token',
    ]);
  });

  it.each([1, -1])(
    'a token finds the right time if HAProxy’s clock is %i hour ahead of ours',
    async (hours) => {
      const client = await issued('ES256');
      time = -hours * 3_600_000;
      expect(await said(client.fetch('/x'))).toEqual([200, 'robot']);
    },
  );

  const app = (appId = haproxy.appId) =>
    connect(
      {
        fields: [url, text('appId'), text('installationId'), secret('key', { format: 'pem' })],
        auth: { kind: 'githubApp', key: 'key', appId: '{appId}', installationId: '{installationId}' },
      },
      {
        fields: { url: haproxy.appUrl, appId, installationId: haproxy.installationId },
        secrets: { key: haproxy.keys.RS256 },
      },
    );

  it("an App's token is exchanged for an installation token, which opens the rest and is not shown", async () => {
    const client = await app();
    for (let at = 0; at < 3; at += 1) {
      expect(await said(client.fetch('/repos'))).toEqual([200, 'Bearer [redacted]']);
    }
    const asked = async () =>
      (await one?.watched.audit({ kind: 'use.hop' }))?.filter(({ path }) => path?.endsWith('/access_tokens'));
    expect(await asked()).toHaveLength(1);
    // By now the token has ended; the one who gives out another has to show first that our clock is wrong.
    time = 3_600_000;
    expect(await said(client.fetch('/repos'))).toEqual([200, 'Bearer [redacted]']);
    expect(await asked()).toHaveLength(3);
  });

  it('another App gets no token', async () => {
    expect(await codeOf((await app('271828')).fetch('/repos'))).toBe('token-refused');
  });
});
