import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { destinationOf, get, openCourier, serve, serveRaw, textOf } from './fixtures/serving.ts';
import type { Hop } from './send.ts';

const canary = 'canary-9c1e';
const statuses = [301, 302, 303, 307, 308];

describe('a redirect within what is saved', () => {
  const describeRequest = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const { authorization, 'content-type': type, 'content-length': length } = request.headers;
    return [request.method, request.url, authorization, type, length, body].join('|');
  };
  const sent = { body: 'b', headers: { 'content-type': 'text/x' } };

  it.each([
    ...statuses.map((status) => [status, 'GET', 'GET'] as const),
    ...([301, 302, 303] as const).map((status) => [status, 'POST', 'GET'] as const),
    ...([307, 308] as const).map((status) => [status, 'POST', 'POST'] as const),
    ...([301, 302, 307, 308] as const).map((status) => [status, 'PUT', 'PUT'] as const),
    [303, 'PUT', 'GET'] as const,
    [303, 'DELETE', 'GET'] as const,
  ])(
    'a redirect by %i turns %s into %s, as Fetch does, and places the credential again',
    async (status, before, after) => {
      const served = await serve(async (request, response) => {
        if (request.url === '/a') response.writeHead(status, { location: '/b?x=1' }).end('moved');
        else response.end(await describeRequest(request));
      });
      const hops: Hop[] = [];
      let injected = 0;
      const content = before === 'GET' ? undefined : sent;
      const exchange = await get(openCourier(), served, '/a', {
        method: before,
        ...content,
        inject: ({ headers }) => {
          injected += 1;
          expect(Object.keys(headers)).not.toContain('authorization');
          Object.assign(headers, { authorization: canary });
        },
        onHop: (hop) => hops.push(hop),
      });
      const rest = after === 'GET' ? '||' : 'text/x|1|b';
      expect(await textOf(exchange)).toBe(`${after}|/b?x=1|${canary}|${rest}`);
      expect(injected).toBe(2);
      const bytesSent = after === 'GET' ? 0 : sent.body.length;
      expect(hops).toEqual([{ method: after, origin: served.text, path: '/b', bytesSent }]);
      expect(exchange.hops.map(({ method, path, status }) => [method, path, status])).toEqual([
        [before, '/a', status],
        [after, '/b', 200],
      ]);
    },
  );

  it('a redirect keeps HEAD as HEAD', async () => {
    const methods: unknown[] = [];
    const served = await serve((request, response) => {
      methods.push(request.method);
      response
        .writeHead(request.url === '/a' ? 303 : 200, request.url === '/a' ? { location: 'b' } : {})
        .end();
    });
    await get(openCourier(), served, '/a', { method: 'HEAD' });
    expect(methods).toEqual(['HEAD', 'HEAD']);
  });

  it.each([
    ['b', '/x/b'],
    ['../b', '/b'],
    ['./b?q', '/x/b?q'],
    ['?q=1', '/x/a?q=1'],
    ['/b#frag', '/b'],
    ['/b c', '/b%20c'],
    ['/\u00c3\u00bc', '/%C3%BC'],
  ])('a redirect resolves %j against where it was', async (location, expected) => {
    const served = await serveRaw((socket) => {
      let round = 0;
      socket.on('data', (bytes) => {
        round += 1;
        const path = String(bytes).split(' ')[1] ?? '';
        socket.write(
          round === 1
            ? `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`
            : `HTTP/1.1 200 OK\r\ncontent-length: ${path.length}\r\n\r\n${path}`,
          'latin1',
        );
      });
    });
    expect(await textOf(await get(openCourier(), served, '/x/a'))).toBe(expected);
  });

  it('a redirect to another saved origin is followed', async () => {
    const second = await serve((request, response) => response.end(request.headers.authorization));
    const first = await serve((_request, response) =>
      response.writeHead(302, { location: `${second.text}/` }).end(),
    );
    const exchange = await get(openCourier(), first, '/', {
      destination: destinationOf({ origins: [first.origin, second.origin] }, '/'),
      inject: ({ headers }) => Object.assign(headers, { authorization: canary }),
    });
    expect(await textOf(exchange)).toBe(canary);
    expect(exchange.hops.map(({ origin }) => origin)).toEqual([first.text, second.text]);
  });

  it.each([
    ['/v2', {}, 'path-caveat'],
    ['/v1/..;/v2', {}, 'dot-segment'],
    ['/v1/a?API_KEY=x', { reservedQuery: ['api_key'] }, 'credential-parameter'],
  ])('a redirect obeys the caveats of the first request: %s is refused', async (location, rules, why) => {
    const asked: unknown[] = [];
    const served = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location }).end();
    });
    const error = await get(openCourier(), served, '/', {
      destination: destinationOf({ origins: [served.origin], paths: [['/v1/**']], ...rules }, '/v1/a'),
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why });
    expect(asked).toEqual(['/v1/a']);
  });

  it("a redirect obeys the caller's own decision instead, if there is one", async () => {
    const served = await serve((_request, response) => response.writeHead(302, { location: '/b' }).end());
    const targets: string[] = [];
    const error = await get(openCourier(), served, '/a', {
      decideRedirect: (target) => {
        targets.push(target);
        return { ok: false, why: 'path-caveat' };
      },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why: 'path-caveat' });
    expect(targets).toEqual([`${served.text}/b`]);
  });
});
