import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connected, secret, text, url } from '../fixtures/connected.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

/** Stands in for a token endpoint such as Google's: jose verifies the assertion of RFC 7523. */
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = String(privateKey.export({ type: 'sec1', format: 'pem' }));
let server: Server;
let address: string;
let granted: { scope: string | null; subject: string | undefined }[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.url !== '/oauth/token') return response.end(request.headers.authorization);
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
        ...{ algorithms: ['ES256'], issuer: 'robot@example.com', audience: `${address}/oauth/token` },
      });
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
        throw new Error('grant type');
      granted.push({ scope: form.get('scope'), subject: payload.sub });
      response.setHeader('content-type', 'application/json');
      return response.end(
        JSON.stringify({
          access_token: `given-to-${payload.sub}-${granted.length}`,
          token_type: 'Bearer',
          expires_in: 100,
        }),
      );
    } catch {
      return response.writeHead(400).end('{"error":"invalid_grant"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  granted = [];
});

const connect = (claims: object = {}, powers = {}) =>
  connected(
    {
      fields: [url, text('robot'), secret('key', { format: 'pem' })],
      auth: {
        ...{ kind: 'jwtBearer', key: 'key', algorithm: 'ES256' },
        claims: { iss: 'robot@example.com', sub: '{robot}', aud: `${address}/oauth/token`, ...claims },
        exchange: { url: '/oauth/token', scope: 'read:{robot}' },
      },
    },
    { fields: { url: address, robot: 'r2' }, secrets: { key } },
    powers,
  );

it('a signed assertion is traded for a token, once until that ends', async () => {
  let time = 0;
  const one = await connect({}, { now: () => Date.now() + time });
  for (let at = 0; at < 3; at += 1)
    expect(await (await one.client.fetch('/x')).text()).toBe('Bearer [redacted]');
  expect(granted).toEqual([{ scope: 'read:r2', subject: 'r2' }]);
  // Renewed before its hundred seconds are over, so that it does not end on the way.
  time = 95_000;
  await one.client.fetch('/x');
  expect(granted).toHaveLength(2);
  expect(await one.close()).toEqual([]);
});

it('an assertion that the endpoint does not take is an error with a code, and no request is sent', async () => {
  const one = await connect({ aud: 'https://elsewhere.example' });
  expect(await codeOf(one.client.fetch('/x'))).toBe('token-refused');
  expect((await one.watched.audit({ kind: 'use.finished' })).map(({ code }) => code)).toEqual([
    'token-refused',
  ]);
  expect(await one.close()).toEqual([]);
});
