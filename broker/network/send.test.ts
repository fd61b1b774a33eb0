import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { acceptEncoding } from './decode-body.ts';
import { codeOf, get, openCourier, serve, serveRaw, textOf } from './fixtures/serving.ts';
import { NetworkError } from './network-error.ts';

const canary = 'canary-5f2d';

describe('sending', () => {
  it('a request carries our headers, the admitted ones and the credential, and nothing else', async () => {
    let seen: string[] = [];
    const served = await serve((request, response) => {
      seen = request.rawHeaders;
      response.end('ok');
    });
    const exchange = await get(openCourier(), served, '/v1?x=1', {
      headers: { 'x-version': '3', accept: 'text/plain' },
      inject: (request) => Object.assign(request.headers, { authorization: `Bearer ${canary}` }),
    });
    expect(await textOf(exchange)).toBe('ok');
    expect(seen).toEqual([
      ...['host', `127.0.0.1:${served.port}`, 'connection', 'keep-alive', 'accept', 'text/plain'],
      ...['user-agent', 'valetkey', 'x-version', '3', 'accept-encoding', acceptEncoding],
      ...['authorization', `Bearer ${canary}`],
    ]);
  });

  it('an answer has status, admitted headers and final address, without the credential', async () => {
    const served = await serve((_request, response) => {
      response.writeHead(404, {
        'content-type': 'text/plain',
        'set-cookie': 'a=b',
        etag: '"1"',
        'mcp-session-id': 's',
      });
      response.end('no');
    });
    const exchange = await get(openCourier(), served, '/v1?x=1', {
      inject: ({ url }) => url.searchParams.set('api_key', canary),
      alsoHeaders: ['mcp-session-id'],
    });
    expect(exchange.status).toBe(404);
    expect(exchange.headers.map(([name]) => name)).toEqual([
      'content-type',
      'etag',
      'mcp-session-id',
      'date',
    ]);
    expect(exchange.hops).toEqual([
      { method: 'GET', origin: served.text, path: '/v1', status: 404, ms: expect.any(Number) },
    ]);
    expect(inspect(exchange, { depth: 9, showHidden: true })).not.toContain(canary);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('the method %s carries strings and bytes', async (method) => {
    const served = await serve(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      response.end(`${request.method} ${request.headers['content-length']} ${Buffer.concat(pieces)}`);
    });
    const courier = openCourier();
    expect(await textOf(await get(courier, served, '/', { method, body: 'héllo' }))).toBe(
      `${method} 6 héllo`,
    );
    const bytes = new Uint8Array([0, 104, 105, 0]).subarray(1, 3);
    expect(await textOf(await get(courier, served, '/', { method, body: bytes }))).toBe(`${method} 2 hi`);
  });

  it.each(['CONNECT', 'TRACE', 'TRACK', 'connect', 'get', '', 'GET /evil', 'G\r\nET', '\u212aET'])(
    'the method %j is refused before anything leaves',
    async (method) => {
      let connections = 0;
      const served = await serveRaw(() => {
        connections += 1;
      });
      let injected = 0;
      const sending = get(openCourier(), served, '/', { method, inject: () => void injected++ });
      expect(await codeOf(sending)).toBe('method-refused');
      expect([connections, injected]).toEqual([0, 0]);
    },
  );

  it('a body on GET is refused, because servers disagree where it ends', async () => {
    const served = await serve((_request, response) => response.end());
    expect(await codeOf(get(openCourier(), served, '/', { body: 'x' }))).toBe('request-malformed');
  });

  it.each(['host', 'Transfer-Encoding', 'connection', 'content-length', 'expect', 'upgrade'])(
    'a %s header is refused, even from a credential kind',
    async (name) => {
      const served = await serve((_request, response) => response.end());
      const inject = (request: { headers: Record<string, string> }) =>
        Object.assign(request.headers, { [name]: 'x' });
      expect(await codeOf(get(openCourier(), served, '/', { inject }))).toBe('request-malformed');
      expect(await codeOf(get(openCourier(), served, '/', { headers: { [name]: 'x' } }))).toBe(
        'request-malformed',
      );
    },
  );

  it.each([{ hostname: 'localhost' }, { port: '1' }, { pathname: '/other' }])(
    'a credential kind that moves the request is refused (%#)',
    async (move) => {
      const served = await serve((_request, response) => response.end());
      const sending = get(openCourier(), served, '/', { inject: ({ url }) => Object.assign(url, move) });
      expect(await codeOf(sending)).toBe('credential-malformed');
    },
  );

  it('a credential kind that throws stops the request, and is not quoted', async () => {
    const served = await serve((_request, response) => response.end());
    const sending = get(openCourier(), served, '/', {
      inject: () => {
        throw new TypeError(`cannot place ${canary}`);
      },
    });
    const error = await sending.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'credential-malformed' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary);
  });

  it('a value that would split the header stops the request, and is not quoted', async () => {
    const served = await serve((_request, response) => response.end());
    const sending = get(openCourier(), served, '/', { headers: { 'x-a': `${canary}\r\nhost: evil` } });
    const error = await sending.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'request-malformed' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary);
  });

  it('a cookie of one answer is not sent with the next request', async () => {
    const cookies: unknown[] = [];
    const served = await serve((request, response) => {
      cookies.push(request.headers.cookie);
      response.setHeader('set-cookie', 'session=1');
      response.end();
    });
    const courier = openCourier();
    for (let index = 0; index < 2; index += 1) await get(courier, served, '/');
    expect(cookies).toEqual([undefined, undefined]);
  });

  it('each request reaches the server, because there is no cache', async () => {
    let asked = 0;
    const served = await serve((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'cache-control': 'public, max-age=3600', etag: '"1"' }).end(String(asked));
    });
    const courier = openCourier();
    expect(await textOf(await get(courier, served, '/'))).toBe('1');
    expect(await textOf(await get(courier, served, '/'))).toBe('2');
  });

  it('each courier has its own sockets', async () => {
    const ports = new Set<number | undefined>();
    const served = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const [one, other] = [openCourier(), openCourier()];
    for (let index = 0; index < 3; index += 1) {
      await get(one, served, '/');
      await get(other, served, '/');
    }
    expect(ports.size).toBe(2);
  });

  it('one signal covers many requests', async () => {
    const served = await serve((_request, response) => setTimeout(() => response.end('x'), 20));
    const { signal } = new AbortController();
    const courier = openCourier({ limits: { connections: 8 } });
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown) => warnings.push(warning);
    process.on('warning', onWarning);
    const all = await Promise.all(Array.from({ length: 64 }, () => get(courier, served, '/', { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect([all.length, warnings]).toEqual([64, []]);
  });
});
