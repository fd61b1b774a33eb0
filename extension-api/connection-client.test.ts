import {
  type ErrorCode,
  errorCodes,
  type FetchAnswer,
  type FetchRequest,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionClient } from './connection-client.ts';
import { gatedConnections } from './fixtures/gated-connections.ts';
import type { ConnectionFetchInit } from './outgoing-request.ts';

const encoder = new TextEncoder();
const answer = (body: FetchAnswer['body'], status = 200): FetchAnswer => ({
  status,
  headers: [['content-type', 'application/json']],
  body,
});

describe('client.fetch', () => {
  let gated: ReturnType<typeof gatedConnections>;
  const received: FetchRequest[] = [];
  const open = (respond: (request: FetchRequest) => FetchAnswer = () => answer({ kind: 'none' })) => {
    received.length = 0;
    gated = gatedConnections({
      fetch: (request) => {
        received.push(request);
        return respond(request);
      },
    });
    return gated.open();
  };
  const sent = async (init: ConnectionFetchInit): Promise<FetchRequest | undefined> => {
    await (await open()).fetch('/x', init);
    return received[0];
  };
  afterEach(() => gated.end());

  it('a fetch without options is GET without headers and body', async () => {
    await (await open()).fetch('/v1/x?y=1');
    expect(received).toEqual([
      { requestId: expect.any(Number), target: '/v1/x?y=1', method: 'GET', headers: [] },
    ]);
  });

  it('fetch takes a URL and sends it as text', async () => {
    await (await open()).fetch(new URL('https://a.example/x?y#z'));
    expect(received[0]?.target).toBe('https://a.example/x?y#z');
  });

  it('fetch numbers each request once', async () => {
    const client = await open();
    await Promise.all(Array.from({ length: 50 }, () => client.fetch('/x')));
    expect(new Set(received.map(({ requestId }) => requestId)).size).toBe(50);
  });

  it.each([
    ['get', 'GET'],
    ['Post', 'POST'],
    ['options', 'OPTIONS'],
    ['PATCH', 'PATCH'],
  ])('fetch normalises the method %s as the Fetch standard does', async (method, expected) => {
    expect((await sent({ method }))?.method).toBe(expected);
  });

  it.each(['TRACE', 'connect', 'patch', '', 'GET '])(
    'fetch refuses the method %j and lists the allowed ones',
    async (method) => {
      const client = await open();
      await expect(client.fetch('/x', { method })).rejects.toMatchObject({
        code: 'invalid-input',
        details: {
          at: 'method',
          expected: 'must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, PROPFIND, REPORT',
        },
      });
      expect(received).toEqual([]);
      expect(gated.violations).toEqual([]);
    },
  );

  it.each<[string, HeadersInit]>([
    ['a record', { 'X-A': '1', Accept: 'text/plain' }],
    [
      'pairs',
      [
        ['X-A', '1'],
        ['Accept', 'text/plain'],
      ],
    ],
    ['Headers', new Headers({ 'X-A': '1', Accept: 'text/plain' })],
  ])('fetch takes headers as %s', async (_what, headers) => {
    expect((await sent({ headers }))?.headers).toEqual([
      ['accept', 'text/plain'],
      ['x-a', '1'],
    ]);
  });

  it.each<[string, HeadersInit]>([
    ['a name with a blank', { 'x a': '1' }],
    ['a line break', { a: 'b\r\nc: d' }],
    ['a full-width letter', { 'x-\uff41': '1' }],
    ['a value beyond Latin-1', { a: '\u20ac' }],
  ])('fetch refuses headers with %s without quoting them', async (_what, headers) => {
    const error = await (await open()).fetch('/x', { headers }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ValetkeyError);
    expect(error).toMatchObject({ code: 'invalid-input', details: { at: 'headers' } });
    expect((error as ValetkeyError).cause).toBeUndefined();
  });

  const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);
  const plain = { 'content-type': 'text/plain;charset=UTF-8' };
  const form = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
  it.each<[string, NonNullable<ConnectionFetchInit['body']>, string | Uint8Array, Record<string, string>]>([
    ['a string', '{"a":"\u20ac"}', '{"a":"\u20ac"}', plain],
    ['an empty string', '', '', plain],
    ['bytes', bytes, bytes, {}],
    ['a view of a part', bytes.subarray(10, 20), bytes.slice(10, 20), {}],
    ['no bytes', new Uint8Array(), new Uint8Array(), {}],
    ['a Buffer from the pool', Buffer.from('pooled'), encoder.encode('pooled'), {}],
    [
      'shared memory, copied',
      new Uint8Array(new SharedArrayBuffer(4)).fill(7),
      new Uint8Array(4).fill(7),
      {},
    ],
    ['an ArrayBuffer', bytes.slice(5, 9).buffer, bytes.slice(5, 9), {}],
    ['URLSearchParams', new URLSearchParams({ a: 'b c', d: '&' }), 'a=b+c&d=%26', form],
  ])('sends %s', async (_what, body, expected, headers) => {
    const request = await sent({ method: 'POST', body });
    expect(typeof request?.body === 'string' ? request.body : [...(request?.body ?? [])]).toEqual(
      typeof expected === 'string' ? expected : [...expected],
    );
    expect(Object.fromEntries(request?.headers ?? [])).toEqual(headers);
  });

  it('fetch keeps a content type that the caller gives', async () => {
    const headers = { 'Content-Type': 'application/json' };
    expect((await sent({ method: 'POST', body: '{}', headers }))?.headers).toEqual([
      ['content-type', 'application/json'],
    ]);
  });

  it('fetch sends the bytes as they were at the call', async () => {
    const client = await open();
    const body = new Uint8Array([1, 2, 3]);
    const response = client.fetch('/x', { method: 'POST', body: body.buffer });
    body.fill(9);
    await response;
    expect([...(received[0]?.body ?? [])]).toEqual([1, 2, 3]);
    expect(body.byteLength).toBe(3);
  });

  it.each<[string, unknown]>([
    ['a Blob', new Blob(['x'])],
    ['FormData', new FormData()],
    ['a stream', new ReadableStream()],
    ['an object', { a: 1 }],
    ['a number', 5],
    ['other views', new Float64Array(2)],
    ['what has the prototype of bytes', Object.create(Uint8Array.prototype)],
  ])('fetch refuses %s as a body', async (_what, body) => {
    const client = await open();
    await expect(client.fetch('/x', { method: 'POST', body: body as never })).rejects.toMatchObject({
      code: 'body-refused',
    });
    expect(received).toEqual([]);
  });

  it.each<[string, ConnectionFetchInit, string]>([
    ['a string of more than 10 MiB', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) }, 'body'],
    ['bytes of more than 10 MiB', { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) }, 'body'],
    ['a header of more than 8 KiB', { headers: { a: 'x'.repeat(8193) } }, 'headers[0][1]'],
    [
      '65 headers',
      { headers: Array.from({ length: 65 }, (_, n) => [`x-${n}`, '1'] as [string, string]) },
      'headers',
    ],
  ])('fetch refuses %s before sending', async (_what, init, at) => {
    const client = await open();
    await expect(client.fetch('/x', init)).rejects.toMatchObject({ code: 'invalid-input', details: { at } });
    expect(gated.violations).toEqual([]);
  });

  it('fetch treats null and undefined as absent', async () => {
    const init = { method: undefined, headers: undefined, body: null, signal: null };
    expect(await sent(init)).toMatchObject({ method: 'GET', headers: [] });
    expect(received[0]).not.toHaveProperty('body');
  });

  it('fetch answers with a standard Response, which names no address', async () => {
    const client = await open(() => answer({ kind: 'bytes', bytes: encoder.encode('{"a":1}') }, 404));
    const response = await client.fetch('/x');
    expect(response).toBeInstanceOf(Response);
    expect(response).toMatchObject({ status: 404, ok: false, url: '', statusText: '', redirected: false });
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.bodyUsed).toBe(true);
  });

  const rejected: readonly ErrorCode[] = errorCodes;
  it.each(rejected)('fetch rejects with %s and its details when that is the answer', async (code) => {
    const client = await open(() => {
      throw new ValetkeyError({ code, why: 'some-rule', header: 'x-a' }, new Error('inner words'));
    });
    const error = await client.fetch('/x').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ValetkeyError);
    expect(error).toMatchObject({ code, details: { why: 'some-rule', header: 'x-a' } });
    expect(String((error as Error).stack)).not.toContain('inner words');
  });
});

describe('the other methods of a client', () => {
  let gated: ReturnType<typeof gatedConnections>;
  afterEach(() => gated.end());

  it('describe returns what the broker says of the capability', async () => {
    const description = {
      provider: 'acme' as never,
      caveats: [{ methods: [], paths: ['/**'], mcpTools: [] }],
      usesLeft: 3,
    };
    gated = gatedConnections({ describe: () => description });
    expect(await (await gated.open()).describe()).toEqual(description);
  });

  it('attenuate gives a new handle, which ends without ending the first', async () => {
    const description = { provider: 'acme' as never, caveats: [{ methods: [], paths: [], mcpTools: [] }] };
    gated = gatedConnections({ describe: () => description });
    const client = await gated.open();
    const weaker = gated.connections.use(await client.attenuate({ methods: ['GET'] }));
    expect(await weaker.describe()).toEqual(description);
    weaker.dispose();
    await weaker.closed;
    expect(await client.describe()).toEqual(description);
  });

  it('attenuate refuses an invalid caveat with its place', async () => {
    gated = gatedConnections();
    const client = await gated.open();
    const wrong: readonly [object, string][] = [
      [{ methods: ['TRACE'] }, 'methods[0]'],
      [{ paths: ['/a/../b'] }, 'paths[0]'],
      [{ maxUses: 0 }, 'maxUses'],
      [{ expiresAt: -1 }, 'expiresAt'],
      [{ unlimited: true }, 'unlimited'],
    ];
    for (const [caveats, at] of wrong) {
      await expect(client.attenuate(caveats)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { at },
      });
    }
  });

  it('closed resolves when the broker or the holder ends the capability', async () => {
    gated = gatedConnections();
    const [revoked, disposed]: ConnectionClient[] = [await gated.open(), await gated.open()];
    gated.gates[0]?.close('capability-closed');
    await revoked?.closed;
    disposed?.dispose();
    await disposed?.closed;
    await vi.waitFor(() => expect(gated.closings).toEqual(['capability', 'capability']));
  });
});
