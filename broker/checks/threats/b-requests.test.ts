import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testCertificate, testKey } from '../../network/fixtures/test-certificate.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { type Kind, kinds, providerOf } from '../fixtures/extension-of-every-kind.ts';
import { rawCapability, rawPort } from '../fixtures/raw-port.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

let server: AttackingServer;
let proxy: AttackingServer;
beforeAll(async () => {
  [server, proxy] = await Promise.all([startAttackingServer(), startAttackingServer()]);
});
afterAll(() => Promise.all([server.stop(), proxy.stop()]));

let w: WatchedBroker;
let extension: TestExtension;
const canary = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});
const clientFor = async (kind: Kind): Promise<Client> => {
  await w.connect(kind, server.url);
  return extension.connections.use(await extension.connections.request(requestOf(kind)));
};

const placed: Readonly<Record<'bearer' | 'basic' | 'header' | 'query', (secret: string) => string>> = {
  bearer: (secret) => `authorization: Bearer ${secret}`,
  basic: (secret) => `authorization: Basic ${Buffer.from(`someone:${secret}`).toString('base64')}`,
  header: (secret) => `x-api-key: key ${secret}`,
  query: (secret) => `GET /reflect?api_key=${encodeURIComponent(secret)} HTTP/1.1`,
};

describe('B6: each kind of credential arrives only at its own server', () => {
  it.each(Object.entries(placed))(
    'a credential by %s arrives in its place and comes back to nobody',
    async (kind, placedAs) => {
      const client = await clientFor(kind as keyof typeof placed);
      const reflected = await (await client.fetch('/reflect')).text();
      expect((await server.report()).heads.at(-1)?.toLowerCase()).toContain(placedAs(canary).toLowerCase());
      expect(reflected).toContain('[redacted]');
      expect((await w.audit({ kind: 'use.finished' }))[0]?.redactions).toBeGreaterThan(0);
      expect((await w.settings.listProviders()).map(({ providerId }) => providerId)).toContain(
        providerOf('every', kind as Kind),
      );
      expect(Object.keys(kinds)).toContain(kind);
    },
  );

  it('a user name that changed under a live handle is redacted in its new form', async () => {
    const client = await clientFor('basic');
    await (await client.fetch('/reflect')).text();
    const [connection] = (await w.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is one');
    const { id: connectionId, updatedAt, fields } = connection;
    await w.settings.updateConnection({ connectionId, updatedAt, fields: { ...fields, user: 'z' } });
    const reflected = await (await client.fetch('/reflect')).text();
    expect(reflected).toMatch(/authorization: Basic \[redacted\]\r\n/i);
    expect((await server.report()).heads.at(-1)).toContain(Buffer.from(`z:${canary}`).toString('base64'));
  });
});

describe('B7: headers that could move, split or impersonate the request', () => {
  const names = [
    ...[
      'Authorization',
      'authorization',
      'Cookie',
      'Cookie2',
      'Host',
      'Proxy-Authorization',
      'Proxy-Connection',
    ],
    ...[
      'Connection',
      'Keep-Alive',
      'Transfer-Encoding',
      'TE',
      'Trailer',
      'Upgrade',
      'Expect',
      'Content-Length',
    ],
    ...[
      'Origin',
      'Referer',
      'Sec-Fetch-Site',
      'Sec-WebSocket-Key',
      'X-HTTP-Method-Override',
      'X-Method-Override',
    ],
    ...[
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Original-URL',
      'X-Rewrite-URL',
      'X-Real-IP',
      'Forwarded',
      'Via',
    ],
    ...['X-Api-Key', 'x-api-key', 'X_Api_Key', 'X-API_KEY', 'Accept-Encoding', 'Range', 'X-Anything'],
  ];
  it('a forbidden header is refused by name, in any spelling', async () => {
    const client = await clientFor('header');
    const before = (await server.report()).connections;
    for (const name of names) {
      expect([name, await codeOf(client.fetch('/x', { headers: { [name]: 'x' } }))]).toEqual([
        name,
        'header-refused',
      ]);
    }
    const refused = await w.audit({ kind: 'use.refused', limit: 1000 });
    expect(refused.map(({ detail }) => detail)).toEqual(names.map((name) => name.toLowerCase()).reverse());
    expect((await server.report()).connections).toBe(before);
  });

  it('a raw frame with look-alike letters or line ends in a header is refused', async () => {
    await w.connect('header', server.url);
    const port = await rawCapability(rawPort(extension.port), requestOf('header'));
    const before = (await server.report()).connections;
    const pairs = [
      ['ho\u017ft', 'x'],
      ['x-api-\u212aey', 'x'],
      ['accept\r\nhost', 'x'],
      ['accept ', 'x'],
      ['accept', 'x\r\nhost: evil.test'],
      ['accept', 'x\nauthorization: mine'],
      ['accept', 'x\0'],
      ['accept', '\u560d\u560a'],
    ];
    for (const [requestId, pair] of pairs.entries()) {
      const request = { requestId: requestId + 1, target: '/x', method: 'GET', headers: [pair] };
      expect(await port.call('fetch', request)).toMatchObject({
        ok: false,
        error: { code: 'header-refused' },
      });
    }
    expect((await server.report()).connections).toBe(before);
  });
});

describe('B8: methods and bodies', () => {
  it('CONNECT, TRACE and invented methods reach no server, from the API or from a raw frame', async () => {
    const client = await clientFor('bearer');
    const before = (await server.report()).connections;
    for (const method of ['CONNECT', 'TRACE', 'TRACK', 'connect', 'GET /evil HTTP/1.1', 'MKCOL', '']) {
      expect([method, await codeOf(client.fetch('/x', { method }))]).toEqual([method, 'invalid-input']);
    }
    const port = await rawCapability(rawPort(extension.port), requestOf('bearer'));
    await port.call('fetch', { requestId: 1, target: '/x', method: 'TRACE', headers: [] });
    await vi.waitFor(() => expect(extension.stops).toEqual(['protocol-violation']));
    expect((await server.report()).connections).toBe(before);
  });

  it('a GET has no body, a stream is refused, and changing a body after the call has no effect', async () => {
    const client = await clientFor('bearer');
    for (const method of ['GET', 'HEAD']) {
      expect(await codeOf(client.fetch('/x', { method, body: 'x' }))).toBe('body-refused');
    }
    for (const body of [new ReadableStream(), {}, new FormData(), 5]) {
      expect(await codeOf(client.fetch('/x', { method: 'POST', body: body as string }))).toBe('body-refused');
    }
    const body = new TextEncoder().encode('as it was');
    const answer = client.fetch('/reflect', { method: 'POST', body });
    body.fill(0x78);
    expect(await (await answer).text()).toMatch(/\r\n\r\nas it was$/);
  });
});

describe('B9: what the environment says about proxies and trust', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  it('proxy variables redirect no request', async () => {
    for (const name of [
      'HTTP_PROXY',
      'http_proxy',
      'HTTPS_PROXY',
      'https_proxy',
      'ALL_PROXY',
      'NODE_USE_ENV_PROXY',
    ]) {
      process.env[name] = name.startsWith('NODE') ? '1' : proxy.url;
    }
    const client = await clientFor('bearer');
    expect((await client.fetch('/hello')).status).toBe(200);
    expect((await proxy.report()).connections).toBe(0);
  });

  it('certificate verification ignores NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    let requests = 0;
    const tls = createServer({ key: testKey, cert: testCertificate }, (_request, response) => {
      requests += 1;
      response.end('hello');
    });
    await new Promise<void>((listening) => tls.listen(0, '127.0.0.1', listening));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    await w.connect('bearer', `https://localhost:${(tls.address() as AddressInfo).port}`);
    const client = extension.connections.use(await extension.connections.request(requestOf('bearer')));
    expect(await codeOf(client.fetch('/hello'))).toBe('tls-failed');
    expect(requests).toBe(0);
    tls.close();
  });
});
