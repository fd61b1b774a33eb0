import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  destinationOf,
  get,
  openCourier,
  savedOrigin,
  serve,
  serveRaw,
  serveSecurely,
} from './fixtures/serving.ts';
import { testCertificate } from './fixtures/test-certificate.ts';
import type { Hop, OutgoingRequest, SendRequest } from './send.ts';

const canary = 'canary-9c1e';
const statuses = [301, 302, 303, 307, 308];

/** Writes down every byte that arrives, before any parser. */
const eavesdrop = async () => {
  const heard: Buffer[] = [];
  const served = await serveRaw((socket: Socket) => {
    socket.on('data', (bytes) => {
      heard.push(bytes);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  return { ...served, heard: () => Buffer.concat(heard).toString('latin1') };
};

const placements: Record<
  string,
  { inject?: (request: OutgoingRequest) => void; rest?: Partial<SendRequest> }
> = {
  Authorization: { inject: ({ headers }) => Object.assign(headers, { authorization: `Bearer ${canary}` }) },
  'a custom header': { inject: ({ headers }) => Object.assign(headers, { 'x-api-key': canary }) },
  Cookie: { inject: ({ headers }) => Object.assign(headers, { cookie: `s=${canary}` }) },
  'the query': { inject: ({ url }) => url.searchParams.set('api_key', canary) },
  'the body': {
    rest: { method: 'POST', body: `{"key":"${canary}"}`, headers: { 'content-type': 'application/json' } },
  },
};

describe('a redirect to another origin', () => {
  for (const status of statuses) {
    it.each(Object.keys(placements))(
      `${status} is refused with the credential in %s, and nothing reaches it`,
      async (name) => {
        const placement = placements[name];
        const second = await eavesdrop();
        let first = '';
        const served = await serve((request, response) => {
          first += `${request.url} ${request.rawHeaders.join(' ')}`;
          request.on('data', (bytes) => {
            first += String(bytes);
          });
          request.on('end', () => response.writeHead(status, { location: `${second.text}/steal` }).end());
        });
        const hops: Hop[] = [];
        const sending = get(openCourier(), served, '/start', {
          inject: placement?.inject ?? (() => {}),
          onHop: (hop) => hops.push(hop),
          ...placement?.rest,
        });
        const error = await sending.catch((caught: unknown) => caught);
        expect(error).toMatchObject({ code: 'redirect-refused', why: 'foreign-origin' });
        expect(first).toContain(canary);
        expect([second.heard(), hops]).toEqual(['', []]);
      },
    );
  }

  it.each([
    ['//{second}/x', 'foreign-origin'],
    ['/\\{second}/x', 'backslash'],
    ['\\\\{second}/x', 'backslash'],
    ['http://{first}@{second}/x', 'userinfo'],
    ['http://{first}\\@{second}/x', 'backslash'],
    ['ht\ttp://{second}/x', 'control-character'],
    ['https://{first}/x', 'foreign-origin'],
    ['http://{first}:99999/x', 'malformed'],
    ['http://localhost./x', 'trailing-dot'],
    ['http://localhost:1/x', 'foreign-origin'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['blob:http://{first}/x', 'scheme'],
    ['http://[', 'malformed'],
    ['/a%2e%2e%5cb', 'encoded-path'],
    ['/%00', 'encoded-path'],
  ])('a redirect written as %j is refused: %s', async (location, why) => {
    const second = await eavesdrop();
    const served = await serveRaw((socket) => {
      socket.on('data', () => {
        const target = location
          .replace('{first}', `127.0.0.1:${served.port}`)
          .replace('{second}', `127.0.0.1:${second.port}`);
        socket.write(`HTTP/1.1 302 Found\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`, 'latin1');
      });
    });
    const error = await get(openCourier(), served, '/').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why });
    expect(second.heard()).toBe('');
  });

  it('a redirect that comes back gets no credential: the way ends at the first foreign step', async () => {
    const second = await eavesdrop();
    let asked = 0;
    const served = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: `${second.text}/back` }).end();
    });
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('redirect-refused');
    expect([asked, second.heard()]).toEqual([1, '']);
  });

  it('a redirect from https to http is refused even if both are saved', async () => {
    const second = await eavesdrop();
    const plain = savedOrigin(`http://localhost:${second.port}`);
    const served = await serveSecurely((_request, response) => {
      response.writeHead(307, { location: `http://localhost:${second.port}/` }).end();
    });
    const courier = openCourier({ additionalRoots: [testCertificate] });
    const error = await get(courier, served, '/', {
      destination: destinationOf({ origins: [served.origin, plain] }, '/'),
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'redirect-refused', why: 'scheme' });
    expect(second.heard()).toBe('');
  });
});
