import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  capabilityContract,
  controlContract,
  inputLimits,
  type Method,
  mcpSessionContract,
  measurePlainData,
} from '@valetkey/api-contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type McpBroker, mcpBroker } from '../../mcp/fixtures/mcp-broker.ts';
import { jsonKinds, largest, textKinds } from '../../port/fixtures/largest-json.ts';
import { answering } from '../fixtures/broker-in-folder.ts';
import { leastHold } from '../fixtures/held-main.ts';
import { type RawPort, rawCapability, rawPort } from '../fixtures/raw-port.ts';

/** Milliseconds. */
const mostAtOnce = 25;
const script = fileURLToPath(new URL('../../mcp/fixtures/small-server.mjs', import.meta.url));

let server: Worker;
let url: string;
beforeAll(async () => {
  server = new Worker(script);
  const [port] = (await once(server, 'message')) as [number];
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => server.terminate());

let broker: McpBroker;
let control: RawPort;
beforeEach(async () => {
  broker = await mcpBroker();
  // Every call of a tool that may destroy is shown to the user.
  broker.answer = answering('always');
  control = rawPort(broker.extension.port);
});
afterEach(async () => {
  expect(broker.extension.stops).toEqual([]);
  await broker.close();
});

const largestFor = (method: Method, make: (size: number) => object): object =>
  largest(make, (value) => typeof measurePlainData(value, inputLimits(method)) !== 'string');

/** What held main for longer, by its name. */
const heldBy = async (
  calls: Iterable<readonly [string, () => Promise<unknown>]>,
): Promise<readonly string[]> => {
  const held: string[] = [];
  for (const [name, call] of calls) {
    const ms = await leastHold(call, mostAtOnce);
    if (ms > mostAtOnce) held.push(`${name}: ${ms.toFixed(1)} ms`);
  }
  return held;
};

describe.each([
  ['bearer', 'HTTP', () => ({ url })],
  ['program', 'stdio', () => ({ script })],
] as const)('A5: over %s, %s', (provider, _over, fields) => {
  let session: RawPort;
  beforeEach(async () => {
    const secret = { secret: 'a-secret-of-some-length' };
    (await broker.client(provider, fields(), secret)).dispose();
    broker.answer = answering('always');
    const request = { provider: `acme.mcp/${provider}`, reason: 'x', access: { mcpTools: ['*'] } };
    const capability = await rawCapability(control, request);
    const opened = await capability.call('mcpOpen');
    if (opened === 'closed' || !opened.ok) throw new Error(JSON.stringify(opened));
    session = rawPort((opened.value as { port: RawPort['port'] }).port);
  });

  let id = 0;
  const ask = (method: string, params: object) => async (): Promise<void> => {
    id += 1;
    const outcome = await session.call('request', { id, method, params });
    if (outcome === 'closed') throw new Error('the session was closed');
  };
  const inside = (wrap: (json: object) => object, method: string, kinds = Object.keys(jsonKinds)) =>
    kinds.map((kind) => {
      const make = jsonKinds[kind] as (size: number) => object;
      const params = largestFor(mcpSessionContract.request, (size) => wrap(make(size)));
      return [`${method} with ${kind}`, ask(method, params)] as const;
    });

  it('a tool call that the user is shown holds main for at most 25 ms, whatever its arguments', async () => {
    expect(await heldBy(inside((json) => ({ name: 'remove', arguments: json }), 'tools/call'))).toEqual([]);
    expect(broker.prompts.filter(({ call }) => call !== undefined).length).toBeGreaterThan(10);
  });

  it('a tool call with much data beside its arguments holds main for at most 25 ms', async () => {
    const kinds = ['plain text', 'many keys', 'a key of half pairs'];
    const beside = (json: object) => ({ name: 'remove', ...json });
    const meta = (json: object) => ({ name: 'remove', _meta: json });
    const both = [...inside(beside, 'tools/call', kinds), ...inside(meta, 'tools/call', kinds)];
    expect(await heldBy(both)).toEqual([]);
  });

  it('a long name of a request in the log holds main for at most 25 ms', async () => {
    const texts = Object.entries(textKinds).flatMap(([kind, text]) =>
      ['resources/read', 'resources/unsubscribe'].map((method) => {
        const make = (size: number) => ({ uri: text.repeat(size) });
        return [`${method} of ${kind}`, ask(method, largestFor(mcpSessionContract.request, make))] as const;
      }),
    );
    expect(await heldBy(texts)).toEqual([]);
  });

  it('notifications and unrequested answers hold main for at most 25 ms', async () => {
    const calls = ['plain text', 'half pairs', 'many keys', 'many objects of keys of their own'].flatMap(
      (kind) => {
        const make = jsonKinds[kind] as (size: number) => object;
        const params = largestFor(mcpSessionContract.notify, make);
        const result = largestFor(mcpSessionContract.respond, make);
        return [
          [`notify with ${kind}`, () => session.call('notify', { method: 'notifications/progress', params })],
          [`respond with ${kind}`, () => session.call('respond', { id: 1, result })],
        ] as const;
      },
    );
    expect(await heldBy(calls)).toEqual([]);
  });
});

describe('A5: over the settings port', () => {
  it('previewing and importing 1,000 connections holds main for at most 25 ms', async () => {
    let at = 0;
    const connection = () => {
      at += 1;
      return {
        providerId: 'acme.mcp/bearer' as never,
        providerVersion: 1,
        scope: 'user' as const,
        displayName: `Number ${at}`,
        fields: { url: `http://127.0.0.1:${(at % 60_000) + 1}` },
      };
    };
    const document = () => ({
      format: 'valetkey-connections' as const,
      version: 1 as const,
      connections: Array.from({ length: 1_000 }, connection),
    });
    const held = await heldBy([
      ['preview', () => broker.settings.previewImport({ document: document() })],
      ['import', () => broker.settings.importConnections({ document: document() })],
    ]);
    expect(held).toEqual([]);
    expect((await broker.settings.listConnections({ limit: 1 })).total).toBeGreaterThanOrEqual(1_000);
  });
});

describe('A5: over the other ports of an extension', () => {
  const access = (start: string) => ({
    paths: Array.from(
      { length: 64 },
      (_one, at) => `${start}${'/a'.repeat(248)}/${String(at).padStart(3, '0')}`,
    ),
    mcpTools: Array.from({ length: 256 }, (_one, at) => `t${at}`.padEnd(128, 'x')),
  });

  it('a 10 MiB body, and a request and an attenuation with the largest lists, hold main for at most 25 ms', async () => {
    (await broker.client('bearer', { url }, { secret: 'a-secret-of-some-length' })).dispose();
    const provider = 'acme.mcp/bearer';
    const capability = await rawCapability(control, { provider, reason: 'x', access: { mcpTools: ['*'] } });
    let requestId = 0;
    const post = (body: unknown) => () =>
      capability.call('fetch', { requestId: ++requestId, target: '/x', method: 'POST', headers: [], body });
    const largeOffers = largestFor(capabilityContract.mcpOpen, (size) => ({
      offers: { sampling: (jsonKinds['many keys'] as (size: number) => object)(size) },
    }));
    const reversed = { ...access(''), paths: access('').paths.toReversed() };
    expect(
      await heldBy([
        ['bytes', post(new Uint8Array(10 * 1024 * 1024))],
        ['text', post('\u4e00'.repeat(16 * 1024))],
        ['attenuation', () => capability.call('attenuate', access(''))],
        ['offers', () => capability.call('mcpOpen', largeOffers)],
        ['request', () => control.call('request', { provider, reason: 'x', access: reversed })],
      ]),
    ).toEqual([]);
    expect(typeof measurePlainData({ access: access('') }, inputLimits(controlContract.request))).toBe(
      'object',
    );
  });
});
