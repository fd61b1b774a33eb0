import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { defined } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { get, openCourier, readAll, serve, serveRaw, textOf } from './fixtures/serving.ts';
import { asItIs } from './inside-answer.ts';

const canary = 'canary-5f2d';

describe('a body', () => {
  it('a body with a small length is complete when the answer is there', async () => {
    const served = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 6 });
      response.write('abc');
      setTimeout(() => response.end('def'), 30);
    });
    const { body } = await get(openCourier(), served, '/');
    expect(body.complete).toBe(true);
    expect((await body.read(100))?.byteLength).toBe(6);
    expect(await body.read(100)).toBe(undefined);
  });

  it('a body that ends in the turn of its headers is complete even if chunked', async () => {
    const served = await serveRaw((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
      );
    });
    const exchange = await get(openCourier(), served, '/');
    expect(exchange.body.complete).toBe(true);
    expect(await textOf(exchange)).toBe('abc');
  });

  it('a streamed body does not delay the answer', async () => {
    let finish: (() => void) | undefined;
    const served = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      finish = () => response.end('data: 2\n\n');
    });
    const exchange = await get(openCourier(), served, '/');
    expect(exchange.body.complete).toBe(false);
    expect(String(Buffer.from((await exchange.body.read(100)) ?? []))).toBe('data: 1\n\n');
    const next = exchange.body.read(100);
    finish?.();
    expect(String(Buffer.from((await next) ?? []))).toBe('data: 2\n\n');
    expect(await exchange.body.read(100)).toBe(undefined);
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])(
    'a body is empty and complete for %s with status %i, whatever its headers say',
    async (method, status) => {
      const served = await serve((_request, response) => {
        response.writeHead(status, {
          'content-encoding': 'gzip',
          ...defined({ 'content-length': method === 'HEAD' ? 9 : undefined }),
        });
        response.end();
      });
      const exchange = await get(openCourier(), served, '/', { method });
      expect([exchange.status, exchange.body.complete]).toEqual([status, true]);
      expect(await exchange.body.read(10)).toBe(undefined);
    },
  );

  it('a body of many MB arrives whole, in pieces of at most 1 MiB', async () => {
    const sent = Buffer.alloc(5_000_000, 'abcdefghij');
    const served = await serve((_request, response) => response.end(sent));
    const { body } = await get(openCourier(), served, '/');
    const pieces: Uint8Array[] = [];
    for (let piece = await body.read(1 << 20); piece !== undefined; piece = await body.read(1 << 20)) {
      expect([piece.byteOffset, piece.buffer.byteLength]).toEqual([0, piece.byteLength]);
      expect(piece.byteLength).toBeLessThanOrEqual(1024 * 1024);
      pieces.push(piece);
      // A slow reader: what came meanwhile is coalesced.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    expect(pieces.length).toBeLessThan(60);
  });

  it('a file of up to 1 MiB is complete with the answer of a near server', async () => {
    const sent = Buffer.alloc(1024 * 1024, 'abcdefghij');
    const served = await serve((_request, response) => response.end(sent));
    const courier = openCourier();
    // The answer waits 10 ms for it, which a busy machine may miss more than once.
    let body = (await get(courier, served, '/')).body;
    for (let tries = 0; tries < 100 && !body.complete; tries += 1) {
      body.cancel();
      body = (await get(courier, served, '/')).body;
    }
    expect(body.complete).toBe(true);
    expect((await body.read(1 << 20))?.byteLength).toBe(sent.byteLength);
    expect(body.drained).toBe(true);
  });

  it('a file from a slow server does not delay the answer', async () => {
    const served = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 200_000 });
      response.write('the beginning');
    });
    const { body } = await get(openCourier(), served, '/');
    expect(body.complete).toBe(false);
    expect(String(Buffer.from((await body.read(1 << 20)) ?? []))).toBe('the beginning');
    body.cancel();
  });

  it('a body survives the transfer of its pieces to another thread', async () => {
    const sent = Buffer.alloc(1_000_000, 'abcdefghij');
    const served = await serve((_request, response) => response.end(sent));
    const courier = openCourier();
    for (let round = 0; round < 3; round += 1) {
      const { body } = await get(courier, served, '/');
      const pieces: Uint8Array[] = [];
      for (let piece = await body.read(1 << 20); piece !== undefined; piece = await body.read(1 << 20)) {
        pieces.push(structuredClone(piece, { transfer: [piece.buffer as ArrayBuffer] }));
        expect(piece.byteLength).toBe(0);
      }
      expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    }
  });

  it('a body is scrubbed as it arrives, with the kept-back rest at the end', async () => {
    const served = await serve((_request, response) => response.end(`one ${canary} two`));
    let kept = '';
    const scrub = () => ({
      hits: 0,
      push(chunk: Uint8Array) {
        kept += Buffer.from(chunk).toString();
        return [];
      },
      end: () => [Buffer.from(kept.replaceAll(canary, '[secret]'))],
    });
    const exchange = await get(openCourier(), served, '/', { scrub: { ...asItIs, stream: scrub } });
    expect(exchange.body.complete).toBe(true);
    expect(await textOf(exchange)).toBe('one [secret] two');
  });

  it('a body that the scrubber cut into thousands of pieces is kept as one', async () => {
    const text = 'secret-'.repeat(500);
    const served = await serve((_request, response) => response.end(text));
    const scrub = () => ({
      hits: 0,
      push: (chunk: Uint8Array) => Array.from(chunk, (_byte, at) => chunk.subarray(at, at + 1)),
      end: () => [],
    });
    const exchange = await get(openCourier(), served, '/', { scrub: { ...asItIs, stream: scrub } });
    // Each kept by itself, they would be too many to take more.
    expect(exchange.body.complete).toBe(true);
    expect(await textOf(exchange)).toBe(text);
  });

  it.each(['push', 'end'])('a body whose scrubber fails at %s is not delivered', async (where) => {
    const served = await serve((_request, response) => response.end(canary));
    const fail = (at: string) => {
      if (at === where) throw new Error(canary);
      return [];
    };
    const scrub = () => ({
      hits: 0,
      push: () => fail('push'),
      end: () => fail('end'),
    });
    const error = await get(openCourier(), served, '/', { scrub: { ...asItIs, stream: scrub } }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'response-unscannable', why: 'scrub' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary);
  });

  it('the scrubber sees only the decoded body, whatever the encoding', async () => {
    const served = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(`a ${canary} b`));
    });
    const seen: string[] = [];
    const scrub = () => ({
      hits: 0,
      push: (chunk: Uint8Array) => {
        seen.push(Buffer.from(chunk).toString());
        return [chunk];
      },
      end: () => [],
    });
    await textOf(await get(openCourier(), served, '/', { scrub: { ...asItIs, stream: scrub } }));
    expect(seen.join('')).toBe(`a ${canary} b`);
  });
});

describe('reading all', () => {
  it('reading an empty answer gives nothing', async () => {
    const served = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': 0 }).end(),
    );
    const { body } = await get(openCourier(), served, '/');
    expect([body.complete, (await readAll(body)).length]).toEqual([true, 0]);
  });
});
