import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connected, connectedByBearer } from '../fixtures/connected.ts';
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
  c = await connectedByBearer(`http://127.0.0.1:${(service.address() as AddressInfo).port}`, canary);
});
afterEach(async () => {
  expect(await c.close()).toEqual([]);
});

describe('C2: redaction reveals nothing about part of a secret', () => {
  it('the chunk boundaries of a body reveal nothing about a guess', async () => {
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
