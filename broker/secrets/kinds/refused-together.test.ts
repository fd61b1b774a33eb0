import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connected, secret, text, url } from '../../checks/fixtures/connected.ts';
import { serve } from '../../network/fixtures/serving.ts';
import { makeCancellation } from '../../network/on-abort.ts';
import { makeSecret } from '../vault/plaintext.ts';
import { powers, withSecrets } from './fixtures/placing.ts';
import { dropRefused, noToken, renew } from './held-token.ts';
import { kindOf } from './index.ts';

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

describe('requests that left before another one was refused', () => {
  it.each(Object.entries(kinds))('each of two is sent again: %s', async (_kind, of) => {
    const [auth, status, refusal, value] = of;
    const waiting: ServerResponse[] = [];
    const refuse = (): void => void waiting.shift()?.writeHead(status, refusal()).end();
    let arrived = 0;
    const served = await serve((_request, response) => {
      arrived += 1;
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
  });

  it('a token that came meanwhile is sent, however new it is', async () => {
    const held = noToken();
    const using = {
      ...powers,
      now: () => 1_000,
      origins: [],
      renewTokens: () => undefined,
      waiter: { signal: makeCancellation() },
      tokenRequest: () => Promise.reject(new Error('nobody is to be asked')),
    };
    await renew(held, using, async () => ({ token: 'a-token', expiresAt: 100_000 }));
    expect(dropRefused(held, { status: 401, isLate: false }, 1_001)).toBe(false);
    expect(dropRefused(held, { status: 401, isLate: true }, 1_001)).toBe(true);
    expect(dropRefused(held, { status: 403, isLate: true }, 1_001)).toBe(false);
    expect(held.token?.freshUntil).toBeGreaterThan(0);
    // One that may have been revoked is dropped, also where another token of the connection came meanwhile.
    expect(dropRefused(held, { status: 401, isLate: true }, 20_000)).toBe(true);
    expect(held.token?.freshUntil).toBe(0);
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
    const before = memory?.lessons;
    await ready();
    expect(memory?.lessons).not.toBe(before);
    const dressed = memory?.lessons;
    await ready();
    expect(memory?.lessons, 'the same tokens').toBe(dressed);
    signIn.counter = 2;
    await ready();
    expect(memory?.lessons).not.toBe(dressed);
    const learned = (isLate: boolean) =>
      kind.learn?.(auth, values, { origin: 'o', status: 401, headers: {}, isLate }, memory, powers);
    expect([learned(false), learned(true)]).toEqual([false, true]);
    await ready();
  });
});
