import { describe, expect, it } from 'vitest';
import { codeOf, destinationOf, get, openCourier, serve, serveRaw, textOf } from './fixtures/serving.ts';

describe('a redirect', () => {
  it('a redirect is followed five times, and not a sixth', async () => {
    let asked = 0;
    const served = await serve((request, response) => {
      asked += 1;
      const round = Number(request.url?.slice(1));
      if (round === 0) response.end('there');
      else response.writeHead(302, { location: `/${round - 1}` }).end();
    });
    const courier = openCourier();
    const exchange = await get(courier, served, '/5');
    expect([await textOf(exchange), exchange.hops.length]).toEqual(['there', 6]);
    asked = 0;
    const error = await get(courier, served, '/6').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why: 'too-many' });
    expect(asked).toBe(6);
  });

  it('a redirect is refused if it cannot be decided', async () => {
    const served = await serve((_request, response) => response.writeHead(302, { location: '/b' }).end());
    const error = await get(openCourier(), served, '/a', {
      decideRedirect: () => {
        throw new Error('no rules');
      },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why: 'undecided' });
  });

  it('a redirect is not followed if it cannot be recorded', async () => {
    let asked = 0;
    const served = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/b' }).end();
    });
    const error = await get(openCourier(), served, '/a', {
      onHop: () => {
        throw new Error('disk full');
      },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'audit-unavailable' });
    expect(asked).toBe(1);
  });

  it('a redirect does not wait for its own endless body', async () => {
    let cut = false;
    const served = await serve((request, response) => {
      if (request.url !== '/a') return response.end('there');
      response.on('close', () => {
        cut = true;
      });
      response.writeHead(302, { location: '/b' });
      return response.write('x'.repeat(1000));
    });
    expect(await textOf(await get(openCourier(), served, '/a'))).toBe('there');
    expect(cut).toBe(true);
  });

  it('a redirect with a short body keeps the socket', async () => {
    let closed = 0;
    const served = await serve((request, response) => {
      request.socket.once('close', () => {
        closed += 1;
      });
      if (request.url === '/a') response.writeHead(302, { location: '/b', 'content-length': 5 }).end('moved');
      else response.end('there');
    });
    expect(await textOf(await get(openCourier(), served, '/a'))).toBe('there');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(0);
  });

  it('an answer without a Location, and 300 or 304, are ordinary answers', async () => {
    const served = await serve((request, response) => {
      response
        .writeHead(Number(request.url?.slice(1)), request.url === '/302' ? {} : { location: '/x' })
        .end();
    });
    const courier = openCourier();
    for (const status of [302, 300, 304])
      expect((await get(courier, served, `/${status}`)).status).toBe(status);
  });

  it('a redirect with two Locations is refused', async () => {
    const served = await serveRaw((socket) => {
      socket.on('data', () =>
        socket.write('HTTP/1.1 302 Found\r\nlocation: /a\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n'),
      );
    });
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('redirect-refused');
  });

  it('a redirect is not followed after an abort', async () => {
    const controller = new AbortController();
    const asked: unknown[] = [];
    const served = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/b' }).end();
    });
    const sending = get(openCourier(), served, '/a', {
      signal: controller.signal,
      decideRedirect: () => {
        controller.abort();
        return { ok: true, destination: destinationOf({ origins: [served.origin] }, '/b') };
      },
    });
    expect(await codeOf(sending)).toBe('aborted');
    expect(asked).toEqual(['/a']);
  });
});
