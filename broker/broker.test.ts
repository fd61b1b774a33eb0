import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestBroker,
} from './checks/fixtures/broker-in-folder.ts';
import { collectGarbage } from './checks/fixtures/held-memory.ts';

const canary = 'canary-7Qm2xT9vK4pL8sWd';
let server: Server;
let url: string;
const seen: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const authorization = request.headers.authorization ?? '';
    if (authorization !== `Bearer ${canary}`) {
      response.writeHead(401).end(`no: ${authorization}`);
      return;
    }
    if (request.url === '/echo') response.writeHead(200, { etag: `"${canary}"` }).end(authorization);
    else if (request.url?.startsWith('/slow')) {
      response.writeHead(200);
      response.write('first');
    } else if (request.url?.startsWith('/big')) {
      response.writeHead(200).end(Buffer.alloc(3_000_000, 'x'));
    } else response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let t: TestBroker;
const provider = 'acme.reader/api';
const ask = {
  provider,
  reason: 'To read.',
  access: { methods: ['GET' as const], paths: ['/**'] },
};

beforeEach(async () => {
  seen.length = 0;
  t = await brokerInFolder();
});
afterEach(async () => {
  await t.close();
  expect(t.logged).toEqual([]);
});

const connect = async () => {
  const extension = t.attach(extensionNamed('reader'));
  await t.settings.createConnection({
    providerId: provider,
    displayName: 'Work',
    fields: { url },
    secrets: { token: canary },
  });
  return extension;
};

describe('the main job', () => {
  it('the broker gives a handle after consent, and the handle gives an authenticated answer', async () => {
    const { connections } = await connect();
    const handle = await connections.request(ask);
    const response = await connections.use(handle).fetch('/things?x=1');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ hello: 'world' });
    expect(t.prompts).toHaveLength(1);
    expect(t.prompts[0]?.choices[0]?.origins).toEqual([url]);
  });

  it('the broker asks again after "once", and not after "always"', async () => {
    const { connections } = await connect();
    await connections.request(ask);
    t.answer = answering('always');
    await connections.request(ask);
    await connections.request(ask);
    expect(t.prompts).toHaveLength(2);
    expect(await t.settings.listGrants()).toHaveLength(1);
  });

  it('the broker denies with a code, and goes quiet after three denials', async () => {
    const { connections } = await connect();
    t.answer = answering('deny');
    for (let i = 0; i < 3; i += 1)
      await expect(connections.request(ask)).rejects.toMatchObject({ code: 'denied' });
    await expect(connections.request(ask)).rejects.toMatchObject({ code: 'prompt-limit' });
    expect(t.prompts).toHaveLength(3);
  });

  it('the broker scrubs what the server echoes, and says so in the audit log', async () => {
    const { connections } = await connect();
    const response = await connections.use(await connections.request(ask)).fetch('/echo');
    expect(await response.text()).toBe('Bearer [redacted]');
    expect(response.headers.get('etag')).toBe('"[redacted]"');
    const { entries } = await t.settings.listAudit({ kind: 'use.finished' });
    expect(entries[0]).toMatchObject({ outcome: 'ok', status: 200, redactions: 2 });
    expect(JSON.stringify(await t.settings.listAudit({}))).not.toContain(canary);
  });

  it('the broker streams a large body in pieces', async () => {
    const { connections } = await connect();
    const response = await connections.use(await connections.request(ask)).fetch('/big');
    expect((await response.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  it('the broker verifies its audit log', async () => {
    const { connections } = await connect();
    await connections.use(await connections.request(ask)).fetch('/x');
    expect(await t.settings.verifyAudit()).toMatchObject({ ok: true });
  });

  it('a weaker handle stays alive when its parent is disposed', async () => {
    const { connections } = await connect();
    const weaker = await (async () => {
      const stronger = connections.use(await connections.request(ask));
      return connections.use(await stronger.attenuate({ paths: ['/things'] }));
    })();
    for (let i = 0; i < 5; i += 1) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await weaker.fetch('/things')).status).toBe(200);
  });
});
