import { describe, expect, it } from 'vitest';
import { codeOf, get, openCourier, readAll, serve, serveRaw, until } from './fixtures/serving.ts';
import { settled } from './fixtures/settled.ts';

/** What came of reading an answer to its end. */
const fate = async (sending: ReturnType<typeof get>): Promise<unknown> =>
  codeOf(sending.then(({ body }) => readAll(body)));

describe('a server that sends too much', () => {
  it('oversized headers are refused', async () => {
    const served = await serveRaw((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`));
    });
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('response-too-large');
  });

  it('oversized trailers are refused', async () => {
    const served = await serveRaw((socket) => {
      const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n';
      socket.once('data', () => socket.write(`${head}x-a: ${'a'.repeat(40_000)}\r\n\r\n`));
    });
    expect(await fate(get(openCourier(), served, '/'))).toBe('response-too-large');
  });

  it('an oversized announced length is refused', async () => {
    const served = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10_001 });
      response.write('x');
    });
    const error = await get(openCourier({ limits: { maxResponseBytes: 10_000 } }), served, '/').catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 'response-too-large', why: 'content-length' });
  });

  it('an endless body is cut off', async () => {
    let closed = false;
    const served = await serve((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(16_384, 'x')));
      };
      response.on('drain', more).on('close', () => {
        closed = true;
      });
      more();
    });
    const limits = { maxResponseBytes: 3_000_000 };
    const { body } = await get(openCourier({ limits }), served, '/');
    let read = 0;
    const code = await codeOf(
      (async () => {
        for (let piece = await body.read(1 << 20); piece !== undefined; piece = await body.read(1 << 20))
          read += piece.byteLength;
      })(),
    );
    expect(code).toBe('response-too-large');
    expect(read).toBeLessThanOrEqual(limits.maxResponseBytes);
    await until(() => closed);
  });

  it('an unread endless body pauses the socket, and memory stays constant', async () => {
    let written = 0;
    const served = await serve((_request, response) => {
      const more = () => {
        do written += 65_536;
        while (response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more);
      more();
    });
    const { body } = await get(openCourier(), served, '/');
    // What left the server fills the kernel's socket buffers, and then nothing moves.
    const before = await settled(() => written);
    // Reading is credit: it moves again.
    for (let read = 0; read < before + 2_000_000; ) read += (await body.read(1 << 20))?.byteLength ?? 0;
    expect(written).toBeGreaterThan(before);
    body.cancel();
  });

  it('an unread endless body of one byte per chunk keeps memory constant', async () => {
    const served = await serveRaw((socket) => {
      const chunks = '1\r\nx\r\n'.repeat(10_000);
      const more = () => {
        while (!socket.destroyed && socket.write(chunks));
      };
      socket.on('drain', more);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        more();
      });
    });
    const { body } = await get(openCourier(), served, '/');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await body.read(1 << 20))?.byteLength).toBe(1024);
    body.cancel();
  });
});
