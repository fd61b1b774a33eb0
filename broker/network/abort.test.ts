import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeOf, get, openCourier, serve, serveRaw, textOf, until } from './fixtures/serving.ts';

describe('an abort', () => {
  it('an abort before sending sends nothing', async () => {
    let connections = 0;
    const served = await serveRaw(() => {
      connections += 1;
    });
    expect(await codeOf(get(openCourier(), served, '/', { signal: AbortSignal.abort() }))).toBe('aborted');
    expect(connections).toBe(0);
  });

  it('an abort while waiting for headers destroys the socket', async () => {
    let closed = false;
    let asked = false;
    const served = await serveRaw((socket) => {
      socket.once('data', () => {
        asked = true;
      });
      socket.on('close', () => {
        closed = true;
      });
      socket.on('end', () => socket.end());
    });
    const controller = new AbortController();
    const sending = get(openCourier(), served, '/', { signal: controller.signal });
    await until(() => asked);
    controller.abort();
    expect(await codeOf(sending)).toBe('aborted');
    await until(() => closed);
  });

  it('an abort in the middle of a body destroys the socket, and not a byte more is read', async () => {
    let closed = false;
    const served = await serve((_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.write(Buffer.alloc(100_000, 'x'));
    });
    const controller = new AbortController();
    const { body } = await get(openCourier(), served, '/', { signal: controller.signal });
    expect((await body.read(10))?.byteLength).toBe(10);
    controller.abort();
    expect(await codeOf(body.read(10))).toBe('aborted');
    await until(() => closed);
  });

  it('an abort while a read waits rejects it', async () => {
    const served = await serve((_request, response) => response.write('x'));
    const controller = new AbortController();
    const { body } = await get(openCourier(), served, '/', { signal: controller.signal });
    await body.read(10);
    const reading = body.read(10);
    controller.abort();
    expect(await codeOf(reading)).toBe('aborted');
  });

  it('an abort of an encoded body ends the decoder', async () => {
    let closed = false;
    const served = await serve((_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.setHeader('content-encoding', 'gzip');
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write('x'.repeat(10_000));
      gzip.flush();
    });
    const controller = new AbortController();
    const { body } = await get(openCourier(), served, '/', { signal: controller.signal });
    expect((await body.read(10))?.byteLength).toBe(10);
    controller.abort();
    expect(await codeOf(body.read(10))).toBe('aborted');
    await until(() => closed);
  });

  it('an abort of one request leaves others on the same courier alone', async () => {
    const served = await serve((request, response) => {
      if (request.url === '/slow') response.write('x');
      else setTimeout(() => response.end('ok'), 30);
    });
    const controller = new AbortController();
    const courier = openCourier();
    await get(courier, served, '/slow', { signal: controller.signal });
    const other = get(courier, served, '/fine');
    controller.abort();
    expect(await textOf(await other)).toBe('ok');
  });

  it('cancelling a body aborts its socket', async () => {
    let closed = false;
    const served = await serve((_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.write('x');
    });
    const { body } = await get(openCourier(), served, '/');
    body.cancel();
    await until(() => closed);
    expect(await codeOf(body.read(1))).toBe('aborted');
  });
});

describe('closing a courier', () => {
  it('closing ends running requests, waiting ones and bodies, and sends no more', async () => {
    let asked = 0;
    const served = await serve((request, response) => {
      asked += 1;
      if (request.url === '/body') response.write('x');
    });
    const courier = openCourier({ limits: { connections: 2 } });
    const { body } = await get(courier, served, '/body');
    await body.read(1);
    const running = get(courier, served, '/running');
    const waiting = get(courier, served, '/waiting');
    await until(() => asked === 2);
    const reading = body.read(1);
    const closing = courier.close();
    expect(await Promise.all([running, waiting, reading].map(codeOf))).toEqual([
      'aborted',
      'aborted',
      'aborted',
    ]);
    await closing;
    expect(await codeOf(get(courier, served, '/late'))).toBe('aborted');
    expect(asked).toBe(2);
  });

  it('closing ends unconnected sockets, in the lookup and in the handshake', async () => {
    let closed = 0;
    const served = await serveRaw((socket) => {
      socket.resume();
      socket.on('close', () => {
        closed += 1;
      });
      socket.on('end', () => socket.end());
    });
    const stuck = openCourier({ lookup: (() => {}) as never });
    const looking = get(stuck, { origin: { ...served.origin, host: 'localhost' } }, '/');
    const courier = openCourier();
    const shaking = get(courier, { origin: { ...served.origin, protocol: 'https:' } }, '/');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const codes = Promise.all([looking, shaking].map(codeOf));
    await Promise.all([stuck.close(), courier.close()]);
    expect(await codes).toEqual(['aborted', 'aborted']);
    await until(() => closed === 1);
  });

  it('closing twice equals closing once', async () => {
    const courier = openCourier();
    await courier.close();
    await courier.close();
  });
});
