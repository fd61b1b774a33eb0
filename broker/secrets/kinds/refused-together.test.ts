import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connected, secret, text, url } from '../../checks/fixtures/connected.ts';
import { serve } from '../../network/fixtures/serving.ts';
import { makeCancellation } from '../../network/on-abort.ts';
import { makeSecret } from '../vault/plaintext.ts';
import { powers, undressed, withSecrets } from './fixtures/placing.ts';
import { dropRefused, noToken, renew } from './held-token.ts';
import { kindOf, type TokenPowers } from './index.ts';

const hourAhead = (): string => new Date(Date.now() + 3_600_000).toUTCString();
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const password = 'canary-of-two-refused-8hT4qLm9';

/** How each kind signs, what its server refuses the first requests with, and the secret. */
const kinds: Readonly<Record<string, readonly [object, number, () => Record<string, string>, string]>> = {
  digest: [
    { kind: 'digest', username: 'user', password: 'key' },
    401,
    () => ({ 'www-authenticate': 'Digest realm="r", nonce="of-this-minute", qop="auth", algorithm=SHA-256' }),
    password,
  ],
  sigv4: [
    { kind: 'sigv4', service: 's3', region: 'r', accessKeyId: 'user', secretAccessKey: 'key' },
    403,
    () => ({ date: hourAhead() }),
    password,
  ],
  hmac: [
    {
      kind: 'hmac',
      secret: 'key',
      sign: ['timestamp', 'body'],
      timestamp: { header: 'X-Time', format: 'seconds' },
      signature: { header: 'X-Signature' },
    },
    401,
    () => ({ date: hourAhead() }),
    password,
  ],
  jwtBearer: [
    { kind: 'jwtBearer', key: 'key', algorithm: 'ES256', claims: { iss: 'me' } },
    401,
    () => ({ date: hourAhead() }),
    key,
  ],
};

const using: TokenPowers = {
  ...powers,
  origins: [],
  renewTokens: () => undefined,
  waiter: { signal: makeCancellation(), onHop: () => undefined },
  tokenRequest: () => Promise.reject(new Error('nobody is to be asked')),
};

describe('requests that left before another one was refused', () => {
  it.each(Object.entries(kinds))('each of two is sent again, and no more: %s', async (_kind, of) => {
    const [auth, status, refusal, value] = of;
    const waiting: ServerResponse[] = [];
    const refuse = (): void => void waiting.shift()?.writeHead(status, refusal()).end();
    let arrived = 0;
    const served = await serve((request, response) => {
      arrived += 1;
      if (request.url === '/never') return void response.writeHead(status, refusal()).end();
      if (arrived <= 2) waiting.push(response);
      else response.end('here');
      // The second is refused when the first one was sent again: by then all is known.
      if (arrived === 2 || arrived === 3) refuse();
    });
    const fields = [url, text('user'), secret('key', value === key ? { format: 'pem' } : {})];
    const one = await connected(
      { fields, auth },
      {
        fields: { url: `http://localhost:${served.port}`, user: 'somebody' },
        secrets: { key: value },
      },
    );
    onTestFinished(async () => {
      expect(await one.close()).toEqual([]);
    });
    const answers = await Promise.all([one.client.fetch('/one'), one.client.fetch('/two')]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(arrived).toBe(4);
    expect((await one.client.fetch('/never')).status).toBe(status);
    expect(arrived, 'what was sent with all that is known is not repeated').toBe(5);
  });

  it('a token that came meanwhile is sent, however new it is', async () => {
    const held = noToken();
    await renew(held, { ...using, now: () => 1_000 }, async () => ({ token: 'a-token', expiresAt: 100_000 }));
    const sentWith = held.token?.value;
    expect(dropRefused(held, { status: 401, sentWith }, 1_001)).toBe(false);
    expect(dropRefused(held, { status: 401 }, 1_001)).toBe(true);
    expect(dropRefused(held, { status: 403 }, 1_001)).toBe(false);
    // Not that one was refused, however old it is.
    expect(dropRefused(held, { status: 401 }, 20_000)).toBe(true);
    expect(held.token?.freshUntil).toBeGreaterThan(0);
    expect(dropRefused(held, { status: 401, sentWith }, 20_000)).toBe(true);
    expect(held.token?.freshUntil).toBe(0);
  });

  it('a self-made token with another time is sent, also before it is made', async () => {
    const auth = providerAuth.parse({ kind: 'jwtBearer', key: 'key', algorithm: 'ES256', claims: {} });
    const kind = kindOf(auth);
    const values = withSecrets({ key });
    const memory = kind.remember?.(auth);
    await kind.ready?.(auth, values, memory, using);
    const sentWith = kind.inject(auth, values, undressed(), memory, powers);
    const learned = (date: string) =>
      kind.learn?.(auth, values, { origin: 'o', status: 401, headers: { date }, sentWith }, memory, powers);
    const now = new Date().toUTCString();
    expect([learned(now), learned(hourAhead()), learned(hourAhead())]).toEqual([false, true, true]);
    await kind.ready?.(auth, values, memory, using);
    expect(learned(hourAhead())).toBe(true);
  });

  it('a refusal is not late by what another origin taught', () => {
    const auth = providerAuth.parse({
      kind: 'sigv4',
      service: 's3',
      region: 'r',
      accessKeyId: 'user',
      secretAccessKey: 'key',
    });
    const kind = kindOf(auth);
    const memory = kind.remember?.(auth);
    const learned = (origin: string, date: string) =>
      kind.learn?.(auth, withSecrets({}), { origin, status: 403, headers: { date } }, memory, powers);
    expect(learned('https://one.example', hourAhead())).toBe(true);
    expect(learned('https://one.example', hourAhead()), 'sent before').toBe(true);
    expect(learned('https://two.example', new Date().toUTCString())).toBe(false);
  });

  it('a part of a credential is not late by what another part learned', async () => {
    const auth = providerAuth.parse({
      kind: 'several',
      parts: [
        { kind: 'jwtBearer', key: 'key', algorithm: 'ES256', claims: {} },
        {
          kind: 'hmac',
          secret: 'other',
          sign: ['timestamp'],
          timestamp: { header: 'X-Time', format: 'seconds' },
          signature: { header: 'X-Signature' },
        },
      ],
    });
    const kind = kindOf(auth);
    const values = withSecrets({ key, other: password });
    const memory = kind.remember?.(auth);
    await kind.ready?.(auth, values, memory, using);
    const sentWith = await kind.inject(auth, values, undressed(), memory, powers);
    const { origin } = undressed().url;
    const learned = (status: number, date: string) =>
      kind.learn?.(auth, values, { origin, status, headers: { date }, sentWith }, memory, powers);
    expect(learned(403, new Date().toUTCString())).toBe(false);
    // Both learn of it: the token has another time.
    expect(learned(401, hourAhead())).toBe(true);
    await kind.ready?.(auth, values, memory, using);
    const [, clock] = (await kind.inject(auth, values, undressed(), memory, powers)) as unknown[];
    expect(clock).toBeGreaterThan(0);
    const [token] = sentWith as unknown[];
    const heard = { origin, status: 403, headers: { date: hourAhead() } };
    const late = (each: unknown[]) =>
      kind.learn?.(auth, values, { ...heard, sentWith: each }, memory, powers);
    expect(late([token, clock]), 'the other part has another token').toBe(false);
    expect(late([token, undefined]), 'signed with the time before').toBe(true);
  });

  it('tokens of a sign-in that came meanwhile are sent, and are not renewed', async () => {
    const auth = providerAuth.parse({ kind: 'oauth2', discovery: 'mcp', client: { id: 'c' } });
    const set = { accessToken: 'access-of-it', tokenType: 'bearer', retired: [], scopes: [], obtainedAt: 0 };
    const signIn = { counter: 1, obtainedAt: 1_000, renews: true, skewSeconds: 0 };
    const values = {
      ...withSecrets({}),
      tokens: () => ({ ...signIn, secret: makeSecret(JSON.stringify(set)) }),
    };
    const kind = kindOf(auth);
    const memory = kind.remember?.(auth);
    const renewTokens = (refused?: number): undefined => void expect(refused).toBeUndefined();
    const ready = () => kind.ready?.(auth, values, memory, { now: () => 2_000, renewTokens } as never);
    await ready();
    const sentWith = kind.inject(auth, values, undressed(), memory, powers);
    const learned = () =>
      kind.learn?.(auth, values, { origin: 'o', status: 401, headers: {}, sentWith }, memory, powers);
    expect(learned()).toBe(false);
    signIn.counter = 2;
    expect(learned(), 'before the next request').toBe(true);
    await ready();
    expect(learned()).toBe(true);
    await ready();
  });
});
