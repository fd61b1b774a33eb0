import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import type { TestExtension } from '../fixtures/broker-in-folder.ts';
import { type RawPort, rawCapability, rawPort } from '../fixtures/raw-port.ts';
import { rounds } from '../fixtures/rounds.ts';
import {
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

const prototypes = [Object.prototype, Function.prototype, Array.prototype, Map.prototype, Promise.prototype];
const shapeOf = () => prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).join());
const clean = shapeOf();

let w: WatchedBroker;
let attacker: TestExtension;
let victim: TestExtension;
const canary = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary);
  attacker = w.attachNamed();
  victim = w.attachNamed('victim');
  await w.connect('bearer', server.url);
  await w.connect('bearer', server.url, { name: 'victim' });
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
  expect(shapeOf()).toEqual(clean);
  expect(Reflect.get(globalThis, 'ran')).toBeUndefined();
});

const raw = (value: unknown) => ({ type: 'RAW', value });
const code = 'globalThis.ran = true';
const request = requestOf('bearer');
const frames: Readonly<Record<string, unknown>> = {
  'SET __proto__': { id: '1', type: 'SET', path: ['__proto__', 'polluted'], value: raw(true) },
  'SET a method': { id: '1', type: 'SET', path: ['request'], value: raw('mine') },
  'CONSTRUCT a Function': {
    id: '1',
    type: 'CONSTRUCT',
    path: ['request', 'constructor'],
    argumentList: [raw(code)],
  },
  'GET everything': { id: '1', type: 'GET', path: [] },
  ENDPOINT: { id: '1', type: 'ENDPOINT' },
  'an unknown HANDLER': {
    id: '1',
    type: 'APPLY',
    path: ['log'],
    argumentList: [{ type: 'HANDLER', name: 'x', value: 1 }],
  },
  'the throw HANDLER': {
    id: '1',
    type: 'APPLY',
    path: ['log'],
    argumentList: [{ type: 'HANDLER', name: 'throw', value: { isError: true, value: { message: 'x' } } }],
  },
  'argumentList: 5': { id: '1', type: 'APPLY', path: ['log'], argumentList: 5 },
  'no id': { type: 'APPLY', path: ['log'], argumentList: [raw({ level: 'info', text: 'x' })] },
  'a path into a method': { id: '1', type: 'APPLY', path: ['log', 'call'], argumentList: [raw({})] },
  'a name of Object.prototype': { id: '1', type: 'APPLY', path: ['constructor'], argumentList: [raw({})] },
  'a method of another contract': {
    id: '1',
    type: 'APPLY',
    path: ['listConnections'],
    argumentList: [raw({})],
  },
  'who it is': {
    id: '1',
    type: 'APPLY',
    path: ['request'],
    argumentList: [raw({ ...request, extension: 'acme.victim' })],
  },
  nothing: null,
  'a number': 5,
  'a list': [[]],
};

const stopped = async (extension: TestExtension): Promise<void> => {
  await vi.waitFor(() => expect(extension.stops).toEqual(['protocol-violation']), { interval: 2 });
};

describe('A1: frames that no honest client sends', () => {
  it.each(Object.entries(frames))(
    'the frame "%s" is refused, its port closes and its extension is stopped',
    async (_name, frame) => {
      const client = attacker.connections.use(await attacker.connections.request(request));
      attacker.port.postMessage(frame);
      await stopped(attacker);
      expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
      expect(await codeOf(attacker.connections.request(request))).toBe('port-closed');
      const [line] = await w.audit({ kind: 'protocol.violation' });
      expect(line).toMatchObject({ extension: 'acme.every' });
      const other = victim.connections.use(await victim.connections.request(requestOf('bearer', 'victim')));
      expect((await other.fetch('/hello')).status).toBe(200);
    },
  );

  it('a hostile frame on a capability’s own port closes that port', async () => {
    const port = await rawCapability(rawPort(attacker.port), request);
    port.post({ id: '1', type: 'SET', path: ['__proto__', 'polluted'], value: raw(true) });
    await port.closed;
    await stopped(attacker);
    expect((await w.audit({ kind: 'capability.ended' }))[0]).toMatchObject({ detail: 'extension-stopped' });
  });

  it('random and mutated frames end in an answer or a closed port', async () => {
    const honest = {
      id: 'm',
      type: 'APPLY',
      path: ['log'],
      argumentList: [raw({ level: 'info', text: 'x' })],
    };
    const junk = fc.anything({
      maxDepth: 3,
      withBigInt: true,
      withDate: true,
      withMap: true,
      withTypedArray: true,
    });
    const name = fc.constantFrom(
      'id',
      'type',
      'path',
      'argumentList',
      'value',
      '__proto__',
      'then',
      'constructor',
    );
    const mutated = fc.tuple(name, junk).map(([key, value]) => ({ ...honest, [key]: value }));
    const word = fc.constantFrom('APPLY', 'SET', 'GET', 'CONSTRUCT', 'ENDPOINT', 'RELEASE', 'HANDLER');
    const built = fc.record({ id: junk, type: word, path: fc.array(junk), argumentList: fc.array(junk) });
    let at = 0;
    const prepare = (): [TestExtension, RawPort] => {
      const extension = w.attachNamed(`fuzz${++at}`, { contributes: { connectionProviders: [] } });
      return [extension, rawPort(extension.port)];
    };
    const tryFrames = async (list: readonly unknown[]): Promise<void> => {
      const [extension, port] = prepare();
      for (const frame of list) port.post(frame);
      const alive = await port.call('log', { level: 'info', text: 'still here' });
      if (alive === 'closed') await port.closed;
      else expect(alive.ok).toBe(true);
      extension.detach();
    };
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(junk, mutated, built), { maxLength: 4 }), tryFrames), {
      numRuns: rounds(400),
    });
  });
});

describe('A2: data that is not plain, small and shallow', () => {
  const line = { level: 'info', text: 'reached' };
  const deep = (): unknown => {
    let value: unknown = {};
    for (let depth = 0; depth < 500; depth += 1) value = { value };
    return value;
  };
  const cyclic: Record<string, unknown> = { ...line };
  cyclic['self'] = cyclic;
  const values: Readonly<Record<string, () => unknown>> = {
    'an own __proto__': () => JSON.parse('{"level":"info","text":"reached","__proto__":{"polluted":1}}'),
    'an own constructor': () => ({ ...line, constructor: 1 }),
    'a then': () => Object.fromEntries([...Object.entries(line), ['then', 1]]),
    '500 levels': deep,
    '100,000 values': () => ({ ...line, many: new Array(100_000).fill(0) }),
    'a sparse list': () => ({ ...line, many: new Array(2 ** 31) }),
    '17 MB of text': () => ({ ...line, text: 'x'.repeat(17 * 1024 * 1024) }),
    'shared memory': () => ({ ...line, shared: new Uint8Array(new SharedArrayBuffer(8)) }),
    'a cycle': () => cyclic,
    'a Map': () => new Map(Object.entries(line)),
    'a Date as text': () => ({ ...line, text: new Date(0) }),
    'a BigInt': () => ({ ...line, level: 1n }),
  };
  it.each(Object.entries(values))('%s reaches no handler', async (_name, value) => {
    const port = rawPort(attacker.port);
    const outcome = await port.call('log', value());
    if (outcome !== 'closed') expect(outcome.ok).toBe(false);
    await stopped(attacker);
    expect(w.inner.logged.filter((text) => text.includes('reached'))).toEqual([]);
  });

  it.each([
    ['16 million characters of a path', 'too-large', '/'.padEnd(16_000_000, 'a')],
    ['5 million encoded characters of a path', 'too-large', `/${'%41'.repeat(5_000_000)}`],
    ['8 million segments of a path', 'too-large', '/a'.repeat(8_000_000)],
    ['200,000 characters of a path', 'invalid-input', '/'.padEnd(200_000, 'a')],
    ['60,000 encoded characters of a path', 'invalid-input', `/${'%41'.repeat(60_000)}`],
    ['100,000 segments of a path', 'invalid-input', '/a'.repeat(100_000)],
  ])(
    '%s does not crash the process, although a regular expression may exhaust its stack',
    async (_name, detail, path) => {
      const port = rawPort(attacker.port);
      const outcome = await port.call('request', { ...request, access: { paths: [path] } });
      if (outcome !== 'closed') expect(outcome.ok).toBe(false);
      await stopped(attacker);
      expect((await w.audit({ kind: 'protocol.violation' }))[0]).toMatchObject({ detail });
      const client = victim.connections.use(await victim.connections.request(requestOf('bearer', 'victim')));
      expect((await client.fetch('/hello')).status).toBe(200);
    },
  );

  it('data of 20,000 levels from a thread with a large stack reaches no handler', async () => {
    const sender = new Worker(
      `const { workerData: { port } } = require('node:worker_threads');
      let value = {};
      for (let depth = 0; depth < 20_000; depth += 1) value = { value };
      port.postMessage({ id: '1', type: 'APPLY', path: ['log'], argumentList: [{ type: 'RAW', value }] });`,
      {
        eval: true,
        workerData: { port: attacker.port },
        transferList: [attacker.port],
        resourceLimits: { stackSizeMb: 64 },
      },
    );
    await stopped(attacker);
    await sender.terminate();
  });
});
