import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { heldBytes } from '../fixtures/held-memory.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

const megabyte = 1024 * 1024;
const limits = { headersTimeoutMs: 300, bodyTimeoutMs: 300, maxResponseBytes: 8 * megabyte };
let w: WatchedBroker;
let extension: TestExtension;
const canary = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary, { network: { limits } });
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});
const clientOf = async (name = 'every', from = extension): Promise<Client> => {
  await w.connect('bearer', server.url, { name });
  return from.connections.use(await from.connections.request(requestOf('bearer', name)));
};

const attacks: Readonly<Record<string, string>> = {
  '/bomb': 'response-too-large',
  '/endless': 'response-too-large',
  '/chained': 'response-unscannable',
  '/unknown-encoding': 'response-unscannable',
  '/silent': 'timed-out',
  '/slow-head': 'timed-out',
  '/huge-head': 'response-too-large',
  '/interim': 'broken-response',
  '/half': 'broken-response',
  '/cut': 'broken-response',
  '/no-http': 'broken-response',
};

describe('C4: whatever a server sends', () => {
  it.each(Object.entries(attacks))('%s is %s, within bounded time and memory', async (path, code) => {
    const client = await clientOf();
    const before = heldBytes();
    const reading = client.fetch(path).then((response) => response.arrayBuffer());
    expect(await codeOf(reading)).toBe(code);
    // 64 MB unpacked, or endless: nothing of it stays.
    await vi.waitFor(() => expect(heldBytes() - before).toBeLessThan(16 * megabyte));
    const [line] = await w.audit({ kind: 'use.finished' });
    expect(line).toMatchObject({ outcome: 'failed', code });
    expect((await client.fetch('/hello')).status).toBe(200);
  });

  it('an unread answer stops flowing, and ends with its handle', async () => {
    const roomy = await watchedBroker(canary);
    roomy.inner.answer = answering('always');
    const { connections } = roomy.attachNamed();
    await roomy.connect('bearer', server.url);
    const client = connections.use(await connections.request(requestOf('bearer')));
    const response = await client.fetch('/endless');
    const written = async () => (await server.report()).written;
    let last = await written();
    await vi.waitFor(
      async () => {
        const now = await written();
        const same = now === last;
        last = now;
        expect(same).toBe(true);
      },
      { interval: 100 },
    );
    const { closed } = await server.report();
    client.dispose();
    await vi.waitFor(async () => expect((await server.report()).closed).toBeGreaterThan(closed));
    expect(await codeOf(response.text())).toBe('capability-closed');
    expect(await roomy.closeAndLook()).toEqual([]);
  });
});

describe('C5: nothing that a server sets is kept', () => {
  it('cookies reach neither the extension nor the next request nor another extension’s request', async () => {
    const client = await clientOf();
    const first = await client.fetch('/cookie');
    expect([...first.headers].filter(([name]) => name.includes('cookie'))).toEqual([]);
    await client.fetch('/reflect');
    const other = await clientOf('other', w.attachNamed('other'));
    await other.fetch('/reflect');
    const heads = (await server.report()).heads.slice(-3);
    expect(heads.filter((head) => /cookie:/i.test(head))).toEqual([]);
    w.watch.note('head', heads.join().replaceAll(canary, ''));
  });

  it('every request goes out, even if the server allows caching', async () => {
    const client = await clientOf();
    const before = (await server.report()).heads.length;
    for (let time = 0; time < 3; time += 1) await (await client.fetch('/cached')).text();
    expect((await server.report()).heads.length).toBe(before + 3);
  });

  it('two extensions on one origin never share a socket', async () => {
    const mine = await clientOf();
    const theirs = await clientOf('other', w.attachNamed('other'));
    await (await mine.fetch('/hello')).text();
    const { connections } = await server.report();
    await (await theirs.fetch('/hello')).text();
    expect((await server.report()).connections).toBe(connections + 1);
    await (await mine.fetch('/hello')).text();
    expect((await server.report()).connections).toBe(connections + 1);
  });

  it('two extensions on one connection never share a socket', async () => {
    await w.settings.createConnection({
      providerId: 'http' as never,
      displayName: 'Shared',
      fields: { url: server.url },
      secrets: { token: canary },
    });
    const asking = { provider: 'http', reason: 'To try.', access: { methods: ['GET'], paths: ['/**'] } };
    const clientFor = async (name: string): Promise<Client> => {
      const { connections } = w.inner.attach(
        extensionNamed(name, { contributes: { connectionRequests: [asking] } }),
      );
      return connections.use(await connections.request({ provider: 'http', reason: 'To try.' }));
    };
    const [mine, theirs] = [await clientFor('mine'), await clientFor('theirs')];
    await (await mine.fetch('/hello')).text();
    const { connections } = await server.report();
    await (await theirs.fetch('/hello')).text();
    expect((await server.report()).connections).toBe(connections + 1);
  });
});
