import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reads, startChangingServer } from '../../mcp/fixtures/changing-server.ts';
import { type McpBroker, mcpBroker } from '../../mcp/fixtures/mcp-broker.ts';
import { extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { heldBytes } from '../fixtures/held-memory.ts';
import { type RawPort, rawCapability, rawPort } from '../fixtures/raw-port.ts';

const mebibyte = 1024 * 1024;

let broker: McpBroker;
let attacker: TestExtension;
let server: Awaited<ReturnType<typeof startChangingServer>>;
/** The attacker's own port to an MCP session: what it sends there passes no client of ours. */
let session: RawPort;
let capability: RawPort;
beforeEach(async () => {
  [broker, server] = await Promise.all([mcpBroker(), startChangingServer([reads('look')])]);
  attacker = broker.extension;
  (await broker.client('http', { url: server.url })).dispose();
  const request = { provider: 'acme.mcp/http', reason: 'x', access: { mcpTools: ['*'] } };
  capability = await rawCapability(rawPort(attacker.port), request);
  const opened = await capability.call('mcpOpen');
  if (opened === 'closed' || !opened.ok) throw new Error(JSON.stringify(opened));
  session = rawPort((opened.value as { port: RawPort['port'] }).port);
});
afterEach(async () => {
  await broker.close();
  await server.stop();
});

let id = 0;
const send = (params: unknown) => {
  id += 1;
  return session.call('request', { id, method: 'tools/list', params });
};
const isStopped = async (why: string): Promise<void> => {
  await vi.waitFor(() => expect(attacker.stops).toEqual(['protocol-violation']));
  const { entries } = await broker.settings.listAudit({ kind: 'protocol.violation', limit: 10 });
  expect(entries.map(({ detail }) => detail)).toEqual([why]);
};
/** CPU time of this process, which is the broker's and the attacker's own, until `attack` has ended. */
const cpuMs = async (attack: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await attack();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

describe('A3: a message holds plain JSON, with bytes only where its contract says so', () => {
  // As text each of them would be 180 MB long.
  it.each([1, 5])('%i times 15 MB of bytes in MCP params stop the sender and delay nobody', async (times) => {
    const neighbour = broker.attach(extensionNamed('neighbour'));
    const control = rawPort(neighbour.port);
    let worst = 0;
    const took = await cpuMs(async () => {
      for (let at = 0; at < times; at += 1) void send({ bytes: new Uint8Array(15 * mebibyte) });
      await vi.waitFor(
        async () => {
          worst = Math.max(
            worst,
            await cpuMs(async () => void (await control.call('log', { level: 'info', text: 'x' }))),
          );
          expect(attacker.stops).toEqual(['protocol-violation']);
        },
        { interval: 1 },
      );
    });
    await isStopped('not-plain-data');
    // Copying the bytes through the channel takes 10 ms each; before, writing one out took 9 seconds.
    expect(took).toBeLessThan(1_000);
    expect(worst).toBeLessThan(500);
    expect(await control.call('log', { level: 'info', text: 'still here' })).toMatchObject({ ok: true });
  });

  it('40 calls with 10 MB behind a name on an array keep nothing in main, and the first stops the sender', async () => {
    const named = Object.assign([] as unknown[], { hidden: 'x'.repeat(10 * mebibyte) });
    const before = heldBytes();
    for (let at = 0; at < 40 && attacker.stops.length === 0; at += 1) {
      void send({ named });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await isStopped('not-plain-data');
    expect(heldBytes() - before).toBeLessThan(64 * mebibyte);
  });

  const holes = (length: number): unknown[] => {
    const list: unknown[] = [1, 2, 3];
    list.length = length;
    return list;
  };
  it.each<[string, string, () => unknown]>([
    ['not-plain-data', 'a named member of an array', () => Object.assign([1, 2], { name: 1 })],
    ['not-plain-data', 'a named member of an empty array', () => Object.assign([], { name: 1 })],
    ['not-plain-data', 'a hole in an array', () => holes(4)],
    ['not-plain-data', 'undefined in an array', () => [undefined]],
    ['too-many-values', 'an array that claims four billion', () => holes(2 ** 32 - 1)],
    ['too-many-values', 'an array of a million', () => new Array(1_000_000).fill(0)],
    ['too-large', '100 MB of text', () => 'x'.repeat(100 * mebibyte)],
    ['too-large', '100 MB of text as a key', () => ({ ['x'.repeat(100 * mebibyte)]: 1 })],
    [
      'not-plain-data',
      '100 MB of text behind a name on an array',
      () => Object.assign([], { name: 'x'.repeat(100 * mebibyte) }),
    ],
    ['not-plain-data', 'NaN', () => Number.NaN],
    ['not-plain-data', 'Infinity', () => Number.NEGATIVE_INFINITY],
    ['not-plain-data', 'a BigInt', () => 1n],
    ['not-plain-data', 'shared memory', () => new SharedArrayBuffer(8)],
    ['not-plain-data', 'a view of shared memory', () => new Uint8Array(new SharedArrayBuffer(8))],
    ['not-plain-data', 'a buffer', () => new ArrayBuffer(8)],
    ['not-plain-data', 'bytes', () => new Uint8Array(8)],
    ['not-plain-data', 'other numbers', () => new Float64Array(8)],
    ['not-plain-data', 'a DataView', () => new DataView(new ArrayBuffer(8))],
    ['not-plain-data', 'a Date', () => new Date(0)],
    ['not-plain-data', 'a Map', () => new Map([['a', 1]])],
    ['not-plain-data', 'a Set', () => new Set([1])],
    ['not-plain-data', 'a RegExp', () => /x/],
    ['not-plain-data', 'an Error', () => new Error('x')],
    ['not-plain-data', 'a Blob', () => new Blob(['x'])],
    ['not-plain-data', 'a boxed text', () => Object('x')],
    ['not-plain-data', 'a boxed number', () => Object(1)],
    ['not-plain-data', 'a boxed boolean', () => Object(false)],
    ['not-plain-data', 'a boxed BigInt', () => Object(1n)],
  ])('%s: %s', async (why, _name, make) => {
    void send({ deep: [{ value: make() }] });
    await isStopped(why);
    expect(server.calls).toEqual([]);
  });

  it('a member that is undefined counts as absent, because honest clients send those', async () => {
    expect(await send({ cursor: undefined })).toMatchObject({ ok: true });
    expect(attacker.stops).toEqual([]);
  });

  it('bytes pass where the contract of the method declares them, and nowhere else', async () => {
    const request = { requestId: 1, target: '/mcp', method: 'POST', headers: [], body: new Uint8Array(8) };
    const refused = { ok: false, error: { code: 'caveat-refused' } };
    expect(await capability.call('fetch', request)).toMatchObject(refused);
    void capability.call('fetch', { ...request, headers: [['a', new Uint8Array(8)]] });
    await isStopped('not-plain-data');
  });

  it('named members of bytes stay with the sender, because structured clone omits them', async () => {
    const body = Object.assign(new Uint8Array(8), { hidden: 'x' });
    expect(Object.keys(structuredClone(body))).not.toContain('hidden');
  });
});
