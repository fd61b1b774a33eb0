import { describe, expect, it } from 'vitest';
import { answerRaw, codeOf, get, openCourier, readAll, serve, serveRaw, textOf } from './fixtures/serving.ts';

const quick = { headersTimeoutMs: 300, bodyTimeoutMs: 300, connectTimeoutMs: 300 };

/** What came of reading an answer to its end. */
const fate = async (sending: ReturnType<typeof get>): Promise<unknown> =>
  codeOf(sending.then(({ body }) => readAll(body)));

describe('a server that takes its time', () => {
  it('a server that accepts but never answers times out', async () => {
    const served = await serveRaw(() => {});
    expect(await codeOf(get(openCourier({ limits: quick }), served, '/'))).toBe('timed-out');
  });

  it('a server that dribbles headers times out', async () => {
    const served = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-a: b\r\n'), 50);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await codeOf(get(openCourier({ limits: quick }), served, '/'))).toBe('timed-out');
  });

  it('a server that falls silent within a small body times out', async () => {
    const served = await serveRaw(answerRaw('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
    expect(await codeOf(get(openCourier({ limits: quick }), served, '/'))).toBe('timed-out');
  });

  it('a stream that falls silent delivers what came before, then times out', async () => {
    const served = await serveRaw(
      answerRaw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    );
    const { body } = await get(openCourier({ limits: { bodyTimeoutMs: 300 } }), served, '/');
    expect((await body.read(10))?.byteLength).toBe(3);
    expect(await codeOf(body.read(10))).toBe('timed-out');
  });

  it('a body that dribbles beyond the total limit times out', async () => {
    const served = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await fate(get(openCourier({ limits: { totalMs: 250 } }), served, '/'))).toBe('timed-out');
  });

  it('a server that sends 1xx for ever times out', async () => {
    const served = await serveRaw((socket) => {
      const drip = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'), 5);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('broken-response');
  });

  it('a few 1xx answers are fine', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n';
    const served = await serveRaw(
      answerRaw(`${early}${early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`),
    );
    const exchange = await get(openCourier(), served, '/');
    expect([exchange.status, await textOf(exchange)]).toEqual([200, 'ok']);
  });
});
