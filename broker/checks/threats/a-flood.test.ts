import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

let w: WatchedBroker;
let victim: Client;
beforeEach(async () => {
  w = await watchedBroker(newCanary());
  w.inner.answer = answering('always');
  const { connections } = w.attachNamed('victim');
  await w.connect('bearer', server.url, { name: 'victim' });
  victim = connections.use(await connections.request(requestOf('bearer', 'victim')));
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

/** Posts `count` calls from a thread of its own as fast as it can; the extension is that thread. */
const floodFrom = (extension: TestExtension, count: number): Worker =>
  new Worker(
    `const { workerData: { port, count } } = require('node:worker_threads');
    const value = { level: 'info', text: 'x' };
    for (let id = 0; id < count; id += 1)
      port.postMessage({ id: String(id), type: 'APPLY', path: ['log'], argumentList: [{ type: 'RAW', value }] });
    port.ref();`,
    { eval: true, workerData: { port: extension.port, count }, transferList: [extension.port] },
  );

const latencies = async (calls: number): Promise<number[]> => {
  const took: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const since = performance.now();
    await victim.describe();
    took.push(performance.now() - since);
  }
  return took.sort((a, b) => a - b);
};
const p99 = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;

describe('A4: a flood ends with the flooder', () => {
  it('100,000 messages at once close the sender’s port, and a neighbour’s p99 stays within twice its quiet value', async () => {
    await latencies(3_000);
    const ratios: number[] = [];
    for (let attempt = 0; attempt < 6 && !ratios.some((ratio) => ratio <= 2); attempt += 1) {
      const flooder = w.attachNamed(`flood${attempt}`, { contributes: { connectionProviders: [] } });
      const before = p99(await latencies(3_000));
      const thread = floodFrom(flooder, 100_000);
      await once(thread, 'online');
      ratios.push(p99(await latencies(3_000)) / before);
      await vi.waitFor(() => expect(flooder.stops).toEqual(['protocol-violation']));
      await thread.terminate();
    }
    expect((await w.audit({ kind: 'protocol.violation' }))[0]).toMatchObject({ detail: 'flood' });
    // Far from one line for each message: what was above the limit was not looked at.
    expect(w.inner.logged.length / ratios.length).toBeLessThan(20_000);
    expect(
      ratios.some((ratio) => ratio <= 2),
      `p99 rose by ${ratios.join()}`,
    ).toBe(true);
  });

  it('neither depth nor number of derived handles delays a revocation', async () => {
    const { connections } = w.attachNamed();
    await w.connect('bearer', server.url);
    const root = connections.use(await connections.request(requestOf('bearer')));
    const chain = [root];
    let deepest = root;
    let code = 'no error';
    while (code === 'no error' && chain.length < 20_000) {
      const handle = deepest.attenuate({});
      code = await codeOf(handle);
      if (code !== 'no error') break;
      deepest = connections.use(await handle);
      chain.push(deepest); // dropped, it would be given back
    }
    expect(code).toBe('too-many-requests');
    expect(await codeOf(deepest.fetch('/hello'))).toBe('no error');
    const wide = await Promise.all(Array.from({ length: 200 }, () => codeOf(root.attenuate({}))));
    expect(wide.filter((one) => one === 'no error').length).toBe(200);
    await w.settings.revokeExtension({ extension: 'acme.every' as never });
    expect((await w.settings.listLive()).map(({ extension }) => extension)).toEqual(['acme.victim']);
    await vi.waitFor(async () => expect(await codeOf(deepest.describe())).toBe('capability-closed'));
  });

  it('Settings stays small with the largest caveats at every level of every handle', async () => {
    const { connections } = w.attachNamed();
    await w.connect('bearer', server.url);
    const root = connections.use(await connections.request(requestOf('bearer')));
    const fill = (text: string, length: number, at: number) => `${text}${at}`.padEnd(length, 'x');
    const paths = Array.from({ length: 64 }, (_, at) => fill('/p', 512, at));
    const mcpTools = Array.from({ length: 256 }, (_, at) => fill('t', 128, at));
    const kept: Client[] = [];
    let deepest = root;
    let code = 'no error';
    while (code === 'no error' && kept.length < 1_024) {
      const parent = kept.length < 9 ? deepest : (kept[8] ?? root);
      code = await codeOf(
        parent.attenuate({ paths, mcpTools }).then((handle) => {
          deepest = connections.use(handle);
          kept.push(deepest);
        }),
      );
    }
    expect(code).toBe('too-many-requests');
    expect(JSON.stringify(await w.settings.listLive()).length).toBeLessThan(16 * 1024 * 1024);
    expect(await codeOf(victim.attenuate({}))).toBe('no error');
  });

  it('an honest extension with many handles at once is refused calls, and is not stopped', async () => {
    const honest = w.attachNamed();
    const { connections } = honest;
    await w.connect('bearer', server.url);
    const root = connections.use(await connections.request(requestOf('bearer')));
    const handles = await Promise.all(Array.from({ length: 24 }, () => root.attenuate({})));
    const clients = handles.map((handle) => connections.use(handle));
    const codes = await Promise.all(
      clients.flatMap((client) => Array.from({ length: 250 }, () => codeOf(client.describe()))),
    );
    expect(honest.stops).toEqual([]);
    expect([...new Set(codes)].sort()).toEqual(['no error', 'too-many-requests']);
    expect(codes.filter((code) => code === 'no error').length).toBeGreaterThanOrEqual(2_000);
    expect(await codeOf(root.fetch('/hello'))).toBe('no error');
  });

  it('an extension that asks for too many handles gets a code', async () => {
    const { connections } = w.attachNamed();
    await w.connect('bearer', server.url);
    const root = connections.use(await connections.request(requestOf('bearer')));
    const kept: unknown[] = [];
    let code = 'no error';
    while (code === 'no error' && kept.length < 5_000) {
      code = await codeOf(root.attenuate({}).then((handle) => kept.push(handle)));
    }
    expect([code, kept.length]).toEqual(['too-many-requests', 1023]);
    expect(await codeOf(connections.request(requestOf('bearer')))).toBe('too-many-requests');
    expect(await codeOf(victim.attenuate({}))).toBe('no error');
  });
});
