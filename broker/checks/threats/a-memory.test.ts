import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { type RawOutcome, type RawPort, rawCapability, rawPort } from '../fixtures/raw-port.ts';
import { newCanary, requestOf, type WatchedBroker, watchedBroker } from '../fixtures/watched-broker.ts';

const mebibyte = 1024 * 1024;
/** By the address: sends the rest. A body that was whole before its answer was handed out would not be kept for anybody. */
const endings = new Map<string | undefined, () => void>();
/** Answers a GET with the beginning of almost a mebibyte, and a POST never. */
const server = createServer((request, response) => {
  request.resume();
  if (request.url === '/hello') return void response.end('hello');
  if (request.method !== 'GET') return;
  response.writeHead(200, { 'content-length': mebibyte - 1 }).write(Buffer.alloc(1_000));
  endings.set(request.url, () => response.end(Buffer.alloc(mebibyte - 1_001)));
});
// On a busy machine, Node's five seconds are over while a request is on its way, and again when it is repeated.
server.keepAliveTimeout = 600_000;
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let w: WatchedBroker;
let extension: TestExtension;
let handles: RawPort[];
beforeEach(async () => {
  w = await watchedBroker(newCanary());
  w.inner.answer = answering('always');
  extension = w.attachNamed();
  await w.connect('bearer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const control = rawPort(extension.port);
  handles = [
    await rawCapability(control, requestOf('bearer')),
    await rawCapability(control, requestOf('bearer')),
  ];
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});
let requestId = 0;
const fetchThrough = (at: number, request: object): Promise<RawOutcome | 'closed'> =>
  (handles[at % handles.length] as RawPort).call('fetch', {
    requestId: ++requestId,
    target: '/',
    method: 'GET',
    headers: [],
    ...request,
  });
const codeIn = (outcome: RawOutcome | 'closed'): string =>
  outcome === 'closed' ? 'closed' : outcome.ok ? 'ok' : outcome.error.code;

describe('A4: memory that the broker keeps for an extension', () => {
  it('bytes sent to a server that does not answer stay below 256 MiB over all handles', async () => {
    const most = 25;
    const codes: string[] = [];
    const body = new Uint8Array(10 * mebibyte);
    for (let at = 0; at < 28; at += 1)
      void fetchThrough(at, { method: 'POST', body }).then((outcome) => codes.push(codeIn(outcome)));
    const underWay = (): number => 28 - codes.length;
    await vi.waitFor(() => expect(underWay()).toBeLessThanOrEqual(most));
    expect(new Set(codes)).toEqual(new Set(['too-many-requests']));
    // One that is refused takes its place until it is.
    expect(underWay()).toBeGreaterThanOrEqual(most - 2);
    expect(codeIn(await fetchThrough(0, { target: '/hello' }))).toBe('ok');
    for (const handle of handles)
      for (let id = requestId - 40; id <= requestId; id += 1)
        if (id > 0) await handle.call('abort', { requestId: id });
    const again = fetchThrough(0, { method: 'POST', body });
    expect(
      await Promise.race([again.then(codeIn), new Promise((r) => setTimeout(r, 300, 'under way'))]),
    ).toBe('under way');
  });

  it('answers that an extension does not read stay below 256 MiB over all handles', async () => {
    const askFor = async (at: number): Promise<string> => {
      const outcome = await fetchThrough(at, { target: `/${at}` });
      endings.get(`/${at}`)?.();
      return codeIn(outcome);
    };
    const codes = await Promise.all(Array.from({ length: 300 }, (_one, at) => askFor(at)));
    const times = (wanted: string): number => codes.filter((code) => code === wanted).length;
    expect(Object.fromEntries([...new Set(codes)].map((code) => [code, times(code)]))).toEqual({
      ok: 256,
      'too-many-requests': 44,
    });
    for (const handle of handles) handle.port.close();
    await vi.waitFor(async () =>
      expect(await w.audit({ kind: 'use.finished', limit: 1000 })).toHaveLength(300),
    );
    handles = [await rawCapability(rawPort(extension.port), requestOf('bearer'))];
    expect(codeIn(await fetchThrough(0, {}))).toBe('ok');
  });
});
