import { describe, expect, it } from 'vitest';
import type { ReplyHead } from './exchange.ts';
import { codeOf, get, openCourier, serve, textOf } from './fixtures/serving.ts';
import { readInside, type Unscrubbed } from './inside-answer.ts';
import { NetworkError } from './network-error.ts';

/** Asks for a nonce until it gets one. */
const challenging = (seen: string[], body = 'who are you?') =>
  serve((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      seen.push(`${request.method} ${request.headers['x-nonce'] ?? '-'} ${Buffer.concat(pieces)}`);
      if (request.headers['x-nonce'] === 'n1') return response.end('welcome');
      return response.writeHead(401, { 'x-next': 'n1' }).end(body);
    });
  });

const withNonce = () => {
  let nonce: string | undefined;
  return {
    inject: (request: { headers: Record<string, string> }) => {
      if (nonce !== undefined) request.headers['x-nonce'] = nonce;
    },
    learn: (answer: Unscrubbed<ReplyHead>) => {
      const { status, headers } = readInside(answer);
      if (status !== 401) return false;
      nonce = String(headers['x-next']);
      return true;
    },
  };
};

describe('an answer that the credential learns from', () => {
  it.each(['short', 'long'.repeat(100_000)])(
    'the answer is dropped, and the request is sent once more',
    async (body) => {
      const seen: string[] = [];
      const told: string[] = [];
      const exchange = await get(openCourier(), await challenging(seen, body), '/x', {
        method: 'POST',
        body: 'hello',
        ...withNonce(),
        onHop: ({ method, path }) => told.push(`${method} ${path}`),
      });
      expect([exchange.status, await textOf(exchange)]).toEqual([200, 'welcome']);
      expect(seen).toEqual(['POST - hello', 'POST n1 hello']);
      expect(told).toEqual(['POST /x']);
      expect([exchange.hops.length, exchange.hops[0]?.status]).toEqual([2, 401]);
    },
  );

  it('a slow lesson is awaited', async () => {
    const seen: string[] = [];
    const { inject, learn } = withNonce();
    const exchange = await get(openCourier(), await challenging(seen), '/x', {
      inject: async (request) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        inject(request);
      },
      learn: (answer) => learn(answer) && new Promise((resolve) => setTimeout(() => resolve(true), 20)),
    });
    expect([exchange.status, await textOf(exchange)]).toEqual([200, 'welcome']);
  });

  it('a second lesson without effect is given out: no storm', async () => {
    let asked = 0;
    const served = await serve((_request, response) => {
      asked += 1;
      response.writeHead(401).end('no');
    });
    const exchange = await get(openCourier(), served, '/x', { learn: () => true });
    expect([exchange.status, await textOf(exchange), asked]).toEqual([401, 'no', 2]);
  });

  it('the exchange ends if the required value cannot be had', async () => {
    const served = await serve((_request, response) => response.writeHead(401).end('no'));
    const sent = get(openCourier(), served, '/x', {
      learn: () => Promise.reject(new NetworkError('token-refused')),
    });
    expect(await codeOf(sent)).toBe('token-refused');
  });

  it('the request is not repeated if that cannot be recorded', async () => {
    const seen: string[] = [];
    const sent = get(openCourier(), await challenging(seen), '/x', {
      ...withNonce(),
      onHop: () => {
        throw new Error('disk full');
      },
    });
    expect(await codeOf(sent)).toBe('audit-unavailable');
    expect(seen).toEqual(['GET - ']);
  });

  it('an aborted caller’s request is not repeated', async () => {
    const seen: string[] = [];
    const told: string[] = [];
    const given = new AbortController();
    const sent = get(openCourier(), await challenging(seen), '/x', {
      signal: given.signal,
      ...withNonce(),
      onHop: ({ path }) => told.push(path),
      learn: () => {
        setTimeout(() => given.abort(), 5);
        return new Promise((resolve) => setTimeout(() => resolve(true), 50));
      },
    });
    expect(await codeOf(sent)).toBe('aborted');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual(['GET - ']);
    // A line in the log would say that something left.
    expect(told).toEqual([]);
  });
});
