import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../fixtures/connected.ts';
import { newCanary } from '../fixtures/watched-broker.ts';

const canary = newCanary();
/** A service that stores what it is given and gives it back: files, notes, messages. */
let stored = Buffer.alloc(0);
const service = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
    response.end(gzipSync(stored));
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  stored = Buffer.concat(pieces);
  response.writeHead(204).end();
});
beforeAll(() => new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve)));
afterAll(() => void service.close());

let c: Connected;
beforeEach(async () => {
  c = await connected(
    { fields: [url, secret('token')], auth: { kind: 'bearer', secret: 'token' } },
    {
      fields: { url: `http://127.0.0.1:${(service.address() as AddressInfo).port}` },
      secrets: { token: canary },
    },
  );
});
afterEach(async () => {
  expect(await c.close()).toEqual([]);
});

describe('C15a: redaction tells an extension nothing of a part of the secret', () => {
  it('not by where the pieces of a body end', async () => {
    const endsFor = async (guess: string): Promise<Set<number>> => {
      const period = 'guess:'.length + guess.length;
      const before = ''.padStart(65_536 % period, '.');
      await c.client.fetch('/file', {
        method: 'PUT',
        body: before + `guess:${guess}`.repeat(Math.floor(800_000 / period)),
      });
      const body = (await c.client.fetch('/file')).body as ReadableStream<Uint8Array>;
      const ends = new Set<number>();
      let read = 0;
      for await (const piece of body) {
        read += piece.byteLength;
        if (read < 12 * 65_536) ends.add(read % 65_536);
      }
      return ends;
    };
    const right = canary.slice(0, 6);
    const wrong = `${canary.slice(0, 5)}${canary[5] === 'x' ? 'y' : 'x'}`;
    const [ofRight, ofWrong] = [await endsFor(right), await endsFor(wrong)];
    expect(ofRight.size).toBe(1);
    expect(ofWrong).toEqual(ofRight);
  });
});
