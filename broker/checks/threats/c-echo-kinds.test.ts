import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connected, connected, type Declared, secret, text, url } from '../fixtures/connected.ts';
import { newCanary } from '../fixtures/watched-broker.ts';

/** Tells everything that it was sent, in the body, in headers and where it redirects to. */
let server: Server;
let address: string;
let seen: IncomingMessage[] = [];
/** Everything that a request said that could be a credential, as it came. */
const credentialsSeen = () =>
  seen.flatMap(({ headers, url: target }) => [
    ...Object.entries(headers)
      .filter(
        ([name]) => !/^(?:host|connection|accept|accept-encoding|user-agent|content-length|date)$/.test(name),
      )
      .map(([, value]) => String(value)),
    target ?? '',
  ]);
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    const { headers, url: target = '', method } = request;
    if (target.includes('/token')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: `issued-${seen.length}-0123456789`, expires_in: 600 }));
      return;
    }
    if (headers.authorization === undefined && target.includes('challenge')) {
      response.setHeader('www-authenticate', 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256');
      response.writeHead(401).end('who?');
      return;
    }
    const all = JSON.stringify({ method, target, headers: request.rawHeaders });
    response.setHeader('content-language', Buffer.from(all).toString('base64'));
    response.setHeader('etag', `"${headers.authorization ?? target}"`);
    response.end(`${all}\n${Buffer.from(all).toString('base64')}\n${Buffer.from(all).toString('hex')}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const canary = newCanary();
/** Of characters that a path segment holds as they are. */
const pathCanary = `1234:${canary.replace('+/', '-')}`;
const key = String(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const signs = { kind: 'jwtBearer', key: 'key', algorithm: 'RS256' };
const keyField = secret('key', { format: 'pem' });

type Case = {
  declared: Declared;
  secrets: Record<string, string>;
  fields?: Record<string, string>;
  sent: RegExp;
};
const cases: Record<string, Case> = {
  path: {
    declared: {
      fields: [url, secret('token')],
      auth: { kind: 'path', secret: 'token', paths: ['/bot{token}'] },
    },
    secrets: { token: pathCanary },
    sent: /\/bot1234:canary/,
  },
  'a path whose secret is encoded there': {
    declared: {
      fields: [url, secret('token')],
      auth: { kind: 'path', secret: 'token', paths: ['/{token}'] },
    },
    secrets: { token: canary.replace('/', '|') },
    sent: /\/canary\+%7C/,
  },
  several: {
    declared: {
      fields: [url, secret('token'), secret('app')],
      auth: {
        kind: 'several',
        parts: [
          { kind: 'header', name: 'X-App', secret: 'app' },
          { kind: 'query', name: 'key', secret: 'token' },
        ],
      },
    },
    secrets: { token: canary, app: newCanary() },
    sent: /key=canary%2B%2F/,
  },
  sigv4: {
    declared: {
      fields: [url, secret('id'), secret('key'), secret('session')],
      auth: {
        kind: 'sigv4',
        service: 's3',
        region: 'us-east-1',
        accessKeyId: 'id',
        secretAccessKey: 'key',
        sessionToken: 'session',
      },
    },
    secrets: { id: `AKIA${newCanary().slice(8)}`, key: canary, session: newCanary() },
    sent: /AWS4-HMAC-SHA256/,
  },
  hmac: {
    declared: {
      fields: [url, secret('key'), text('id')],
      auth: {
        kind: 'hmac',
        secret: 'key',
        sign: ['method', 'target', 'body'],
        headers: { 'X-Key': '{id}' },
        signature: { header: 'X-Signature' },
      },
    },
    secrets: { key: canary },
    fields: { id: 'app-1' },
    sent: /^[0-9a-f]{64}$/,
  },
  'a self-signed token': {
    declared: { fields: [url, keyField], auth: signs },
    secrets: { key },
    sent: /^Bearer eyJ/,
  },
  'a token that was given for a signed one': {
    declared: { fields: [url, keyField], auth: { ...signs, exchange: { url: '/token' } } },
    secrets: { key },
    sent: /^Bearer issued-/,
  },
  digest: {
    declared: {
      fields: [url, text('user'), secret('key')],
      auth: { kind: 'digest', username: 'user', password: 'key' },
    },
    secrets: { key: canary },
    fields: { user: 'someone' },
    sent: /^Digest username="someone"/,
  },
};

describe('C1: what a credential puts on the wire', () => {
  it.each(Object.entries(cases))(
    '%s comes back in no form',
    async (name, { declared, secrets, fields = {}, sent }) => {
      seen = [];
      const one: Connected = await connected(declared, { fields: { url: address, ...fields }, secrets });
      const texts: string[] = [];
      for (const path of ['/challenge', '/x?y=z']) {
        const answer = await one.client.fetch(path, { method: 'POST', body: 'b' });
        texts.push(JSON.stringify([...answer.headers]), await answer.text());
      }
      const wire = credentialsSeen();
      expect(wire.some((value) => sent.test(value))).toBe(true);
      const readable = texts.join('\n');
      // Signatures of one request may be seen: they open nothing but that request again.
      const tokens = wire.flatMap((value) => /^Bearer (.+)$/.exec(value)?.[1] ?? []);
      for (const token of [...tokens, ...Object.values(secrets)]) {
        for (const encoding of ['utf8', 'base64', 'hex'] as const) {
          const form = Buffer.from(token).toString(encoding);
          expect([name, readable.includes(form)]).toEqual([name, false]);
        }
      }
      if (!/hmac|digest/.test(name)) expect(readable).toContain('[redacted]');
      expect(await one.close()).toEqual([]);
    },
  );
});
