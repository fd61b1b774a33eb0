import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { defined } from '@valetkey/api-contracts';
import { describe, expect, it, vi } from 'vitest';
import { answerRaw, codeOf, get, openCourier, readAll, serve, serveRaw, textOf } from './fixtures/serving.ts';
import { settled } from './fixtures/settled.ts';

const { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } = zlib;
/** From Node 22.15 on. */
const zstd = (zlib as { readonly zstdCompressSync?: (input: string) => Buffer }).zstdCompressSync;

/** What came of reading an answer to its end. */
const fate = async (sending: ReturnType<typeof get>): Promise<unknown> =>
  codeOf(sending.then(({ body }) => readAll(body)));

describe('an encoded body', () => {
  const text = `{"a":"${'é'.repeat(50_000)}"}`;
  const encoders: Record<string, (input: string) => Buffer> = {
    gzip: gzipSync,
    'x-gzip': gzipSync,
    GZIP: gzipSync,
    br: brotliCompressSync,
    ...defined({ zstd }),
    deflate: deflateSync,
    'deflate (bare)': deflateRawSync,
    identity: (input) => Buffer.from(input),
    '': (input) => Buffer.from(input),
  };

  it.each(Object.keys(encoders))('a body in %j arrives decoded, byte by byte or at once', async (name) => {
    const encoded = encoders[name]?.(text) ?? Buffer.alloc(0);
    const served = await serve(async (request, response) => {
      response.setHeader('content-encoding', name.split(' ')[0] ?? '');
      if (request.url === '/whole') return response.end(encoded);
      response.flushHeaders();
      for (const byte of encoded.subarray(0, 40)) {
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return response.end(encoded.subarray(40));
    });
    const courier = openCourier();
    for (const path of ['/whole', '/dribbled']) {
      const exchange = await get(courier, served, path);
      expect(await textOf(exchange)).toBe(text);
      expect(exchange.headers.map(([header]) => header)).not.toContain('content-encoding');
    }
  });

  it('a small encoded body is complete like any other', async () => {
    const served = await serve((_request, response) => {
      const encoded = gzipSync('hello');
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': encoded.length }).end(encoded);
    });
    const exchange = await get(openCourier(), served, '/');
    expect([exchange.body.complete, await textOf(exchange)]).toEqual([true, 'hello']);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)(
    'a body in %s ends at its end, and so does the socket, whatever follows',
    async (name, encode) => {
      let closed = false;
      const served = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': name });
        response.write(Buffer.concat([encode('hello'), Buffer.alloc(8)]));
        const more = setInterval(() => response.write(Buffer.alloc(1_000)), 5);
        response.on('close', () => {
          clearInterval(more);
          closed = true;
        });
      });
      expect(await textOf(await get(openCourier(), served, '/'))).toBe('hello');
      await vi.waitFor(() => expect(closed).toBe(true));
    },
  );

  it('a small body that unfolds beyond memory’s limit does not delay the answer', async () => {
    const served = await serve((_request, response) => {
      const encoded = gzipSync(Buffer.alloc(3_000_000, 'x'));
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': encoded.length }).end(encoded);
    });
    const exchange = await get(openCourier(), served, '/');
    expect(exchange.body.complete).toBe(false);
    expect((await readAll(exchange.body)).length).toBe(3_000_000);
  });

  it.each([
    'gzip, gzip',
    'br, gzip',
    'gzip,',
    'compress',
    zstd ? 'zstd, zstd' : 'zstd',
    'aes128gcm',
    'gz\u00efp',
    'gzip;q=1',
  ])('a body in %j is refused unread, because nobody could scan it', async (encoding) => {
    const served = await serveRaw(
      answerRaw(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: 3\r\n\r\nabc`),
    );
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('response-unscannable');
  });

  it('a body with two encoding headers is refused', async () => {
    const head =
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc';
    const served = await serveRaw(answerRaw(head));
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('response-unscannable');
  });

  it.each(['gzip', 'br', 'deflate'])(
    'a body in %s that is garbage or cut short is broken',
    async (encoding) => {
      const good = encoders[encoding]?.(text) ?? Buffer.alloc(0);
      const served = await serve((request, response) => {
        response.setHeader('content-encoding', encoding);
        response.end(request.url === '/cut' ? good.subarray(0, good.length - 10) : Buffer.alloc(100, 0xff));
      });
      const courier = openCourier();
      expect(await fate(get(courier, served, '/garbage'))).toBe('broken-response');
      expect(await fate(get(courier, served, '/cut'))).toBe('broken-response');
    },
  );

  it.each(['gzip', 'br'])('a bomb in %s is stopped at the limit, with little in memory', async (encoding) => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const bomb = encoding === 'gzip' ? gzipSync(zeros) : brotliCompressSync(zeros);
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(bomb);
    });
    const { body } = await get(openCourier({ limits: { maxResponseBytes: 8_000_000 } }), served, '/');
    let read = 0;
    const code = await codeOf(
      (async () => {
        for (let piece = await body.read(1 << 20); piece !== undefined; piece = await body.read(1 << 20))
          read += piece.byteLength;
      })(),
    );
    expect(code).toBe('response-too-large');
    expect(read).toBeLessThanOrEqual(8_000_000);
  });

  it('an unread bomb does not unfold', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(bomb);
    });
    const { body } = await get(openCourier(), served, '/');
    const before = process.memoryUsage().arrayBuffers;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
    body.cancel();
  });

  it('an unread body pauses the socket too', async () => {
    let written = 0;
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      const noise = gzipSync(randomBytes(1_000_000));
      const more = () => {
        do written += noise.length;
        while (response.write(noise));
      };
      response.on('drain', more);
      more();
    });
    const { body } = await get(openCourier(), served, '/');
    const before = await settled(() => written);
    expect(before).toBeLessThan(20_000_000);
    for (let read = 0; read < before + 2_000_000; ) read += (await body.read(1 << 20))?.byteLength ?? 0;
    body.cancel();
  });

  it('the unfolded size of a body can be limited', async () => {
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(4 * 1024 * 1024)));
    });
    expect(await fate(get(openCourier({ limits: { maxDecodedRatio: 100 } }), served, '/'))).toBe(
      'response-too-large',
    );
    expect(await fate(get(openCourier({ limits: { maxDecodedRatio: 2000 } }), served, '/'))).toBe(
      'nothing was refused',
    );
  });

  it('an endless run of empty blocks counts as it arrives', async () => {
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', 'deflate');
      response.write(Buffer.of(0x78, 0x9c));
      const empty = Buffer.from(
        [0, 0, 0, 0xff, 0xff].concat(...Array.from({ length: 5000 }, () => [0, 0, 0, 0xff, 0xff])),
      );
      const more = () => {
        while (response.write(empty));
      };
      response.on('drain', more);
      more();
    });
    expect(await fate(get(openCourier({ limits: { maxResponseBytes: 2_000_000 } }), served, '/'))).toBe(
      'response-too-large',
    );
  });

  it('no encoding is requested together with a range', async () => {
    const seen: unknown[] = [];
    const served = await serve((request, response) => {
      seen.push(request.headers['accept-encoding']);
      response.end();
    });
    await get(openCourier(), served, '/', { headers: { range: 'bytes=0-1' } });
    expect(seen).toEqual(['identity']);
  });
});
