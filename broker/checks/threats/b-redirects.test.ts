import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testCertificate, testKey } from '../../network/fixtures/test-certificate.ts';
import { type RunningEchoServer, startEchoServer } from '../../shells/node/fixtures/start-echo-server.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import type { Kind } from '../fixtures/extension-of-every-kind.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const canary = newCanary();
let server: AttackingServer;
/** Gives the origin that is not the connection's: its collector. It also echoes what it was sent, in a Location. */
let echo: RunningEchoServer;
beforeAll(async () => {
  [server, echo] = await Promise.all([startAttackingServer(), startEchoServer({ token: canary })]);
});
afterAll(() => Promise.all([server.stop(), echo.stop()]));

let w: WatchedBroker;
let extension: TestExtension;
beforeEach(async () => {
  w = await watchedBroker(canary);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  const { connections, bytes } = await echo.collected();
  expect([connections, bytes.length]).toEqual([0, 0]);
  expect(await w.closeAndLook()).toEqual([]);
});
const clientFor = async (kind: Kind, url = server.url, fields = {}): Promise<Client> => {
  await w.connect(kind, url, { fields });
  return extension.connections.use(await extension.connections.request(requestOf(kind)));
};
const to = (target: string, status = 302) => `/to?status=${status}&to=${encodeURIComponent(target)}`;

const statuses = [301, 302, 303, 307, 308];
const kinds: readonly Kind[] = ['bearer', 'basic', 'header', 'query'];

describe('B6: a redirect takes the credential only to the connection’s own origins', () => {
  it.each(statuses.flatMap((status) => kinds.map((kind) => [status, kind] as const)))(
    'status %i with a credential by %s does not even dial another origin',
    async (status, kind) => {
      const client = await clientFor(kind);
      const there = `${echo.collectorUrl}/take?x=1`;
      for (const init of [{}, { method: 'POST', body: canary }, { method: 'PUT', body: canary }]) {
        expect(await codeOf(client.fetch(to(there, status), init))).toBe('redirect-refused');
      }
      const [line] = await w.audit({ kind: 'use.finished' });
      expect(line).toMatchObject({ outcome: 'failed', code: 'redirect-refused' });
      expect(await w.audit({ kind: 'use.hop' })).toEqual([]);
    },
  );

  it('a redirect to another origin in any spelling is not followed', async () => {
    const client = await clientFor('bearer');
    const { host, port } = new URL(server.url);
    const there = new URL(echo.collectorUrl).host;
    const targets = [
      ...[`//${there}/`, `http://${host}@${there}/`, `/\\${there}/`, `\\\\${there}\\`, `https://${there}/`],
      ...['file:///etc/passwd', 'javascript:1', 'data:,x', `http://localhost:${port}/`, 'http://', '//', ''],
      ...[`http://localhost.:${port}/`, `http://user:pass@${host}/`, `ht\ttp://${there}/`],
    ];
    for (const target of targets) {
      const code = await codeOf(client.fetch(to(target)));
      expect([target, code]).toEqual([target, 'redirect-refused']);
    }
  });

  it('a redirect from https to http is not followed, even at the same host', async () => {
    const tls = createServer({ key: testKey, cert: testCertificate }, (_request, response) => {
      response.writeHead(302, { location: `http://localhost:${new URL(server.url).port}/hello` }).end();
    });
    await new Promise<void>((listening) => tls.listen(0, '127.0.0.1', listening));
    const trusting = await watchedBroker(canary, { network: { additionalRoots: [testCertificate] } });
    const { connections } = trusting.attachNamed();
    const plain = `http://localhost:${new URL(server.url).port}`;
    await trusting.connect('pair', `https://localhost:${(tls.address() as AddressInfo).port}`, {
      fields: { other: plain },
    });
    const before = (await server.report()).connections;
    const client = connections.use(await connections.request(requestOf('pair')));
    expect(await codeOf(client.fetch('/x'))).toBe('redirect-refused');
    expect((await trusting.audit({ kind: 'use.finished' }))[0]).toMatchObject({ code: 'redirect-refused' });
    expect((await server.report()).connections).toBe(before);
    expect(await trusting.closeAndLook()).toEqual([]);
    tls.close();
  });

  it('a redirect to a path outside the caveats is not followed', async () => {
    await w.connect('bearer', server.url);
    const access = { methods: ['GET' as const], paths: ['/to', '/v1/**'] };
    const handle = await extension.connections.request({ ...requestOf('bearer'), access });
    const client = extension.connections.use(handle);
    for (const target of ['/admin', '/v1/../admin', '/v1/%2e%2e/admin', `${server.url}/hello`]) {
      expect(await codeOf(client.fetch(to(target)))).toBe('redirect-refused');
    }
    expect((await client.fetch(to('/v1/x'))).status).toBe(200);
  });

  it('a redirect with a method outside the caveats is not followed, and the log has the request that left', async () => {
    await w.connect('bearer', server.url);
    const posts = { methods: ['POST' as const], paths: ['/**'] };
    const both = { methods: ['GET' as const, 'POST' as const], paths: ['/**'] };
    const use = async (access: typeof posts | typeof both) =>
      extension.connections.use(await extension.connections.request({ ...requestOf('bearer'), access }));
    const [poster, reader] = [await use(posts), await use(both)];
    for (const status of [301, 302, 303]) {
      const error = await poster.fetch(to('/hello', status), { method: 'POST' }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'redirect-refused', details: { why: 'method-caveat' } });
    }
    expect(await w.audit({ kind: 'use.hop' })).toEqual([]);
    expect((await poster.fetch(to('/hello', 307), { method: 'POST' })).status).toBe(200);
    expect((await reader.fetch(to('/hello', 303), { method: 'POST' })).status).toBe(200);
    expect((await w.audit({ kind: 'use.hop' })).map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('at most five hops are followed, and each is an audit line with its path and without its query', async () => {
    const client = await clientFor('query');
    const chain = (hops: number): string =>
      Array.from({ length: hops }).reduce<string>((target) => to(target), '/hello?secret=1');
    expect((await client.fetch(chain(5))).status).toBe(200);
    expect((await w.audit({ kind: 'use.hop' })).map(({ path }) => path)).toEqual([
      ...['/hello', '/to', '/to', '/to', '/to'],
    ]);
    expect(await codeOf(client.fetch(chain(6)))).toBe('redirect-refused');
    expect(await w.audit({ kind: 'use.hop' })).toHaveLength(10);
    expect(JSON.stringify(await w.audit())).not.toContain('secret=1');
  });

  it('both of two saved origins get the credential, and A -> elsewhere -> A gets none', async () => {
    const second = await startAttackingServer();
    const client = await clientFor('pair', server.url, { other: second.url });
    expect(await (await client.fetch(to(`${second.url}/reflect`))).text()).toContain('[redacted]');
    expect((await second.report()).heads.at(-1)).toContain(canary);
    expect((await w.audit({ kind: 'use.hop' }))[0]).toMatchObject({ origin: second.url, path: '/reflect' });
    const back = `${echo.collectorUrl}/back?to=${encodeURIComponent(`${server.url}/hello`)}`;
    expect(await codeOf(client.fetch(to(back)))).toBe('redirect-refused');
    await second.stop();
  });

  it('an echo of the secret in a Location reaches neither the extension nor the audit log', async () => {
    const client = await clientFor('bearer', echo.url);
    const response = await client.fetch('/redirect?to=/public/small&append=1');
    expect([response.status, response.url]).toEqual([200, '']);
    await response.arrayBuffer();
    await (await client.fetch(`/redirect?to=${encodeURIComponent(`/${canary}/x`)}`)).arrayBuffer();
    expect((await w.audit({ kind: 'use.hop' }))[0]?.path).toContain('[redacted]');
    expect(await codeOf(client.fetch(`/redirect?to=${echo.collectorUrl}/take&append=1`))).toBe(
      'redirect-refused',
    );
  });
});
