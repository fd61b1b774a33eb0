import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../fixtures/connected.ts';
import { makeCertificates } from '../fixtures/servers/make-certificates.ts';
import { serverFolder } from '../fixtures/servers/program.ts';

/** What came, and with what. `/slow` sends half of its answer, and `/hold` nothing, until `let` is called. */
type Slow = {
  readonly address: string;
  readonly seen: string[];
  readonly sockets: Set<Socket>;
  arrived(path: string): Promise<void>;
  let(): void;
};
let servers: Server[] = [];
const serveSlowly = async (
  make: (listener: (request: IncomingMessage, response: ServerResponse) => void) => Server,
  nameOf: (request: IncomingMessage) => string,
): Promise<Slow> => {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const server = make((request, response) => {
    sockets.add(request.socket);
    request.socket.once('close', () => sockets.delete(request.socket));
    const path = request.url ?? '';
    seen.push(`${path} ${nameOf(request)}`);
    if (path === '/slow') {
      response.write('half and ');
      waiting.push(() => response.end('half'));
    } else if (path === '/hold') waiting.push(() => response.writeHead(307, { location: '/after' }).end());
    else response.end(path);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    sockets,
    address: `${'key' in server || 'setSecureContext' in server ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    arrived: async (path) => {
      while (!seen.some((line) => line.startsWith(`${path} `)))
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    let: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
};
let one: Connected;
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
  expect(await one.close()).toEqual([]);
});
const replace = (secrets: Record<string, string>, testFirst = false) =>
  one.settings.replaceSecret({ connectionId: one.connectionId, secrets, testFirst });

describe('a secret that is replaced while requests are in flight', () => {
  const [first, second] = ['first-0123456789', 'second-0123456789'] as const;
  const connect = async (address: string) => {
    one = await connected(
      { fields: [url, secret('token')], auth: { kind: 'bearer', secret: 'token' }, test: { path: '/test' } },
      { fields: { url: address }, secrets: { token: first } },
    );
    return one.client;
  };
  const bearerOf = ({ headers }: IncomingMessage): string => (headers.authorization ?? '').slice(7);

  it('requests in flight end as they began, redirects included, and new ones use the new secret', async () => {
    const server = await serveSlowly(createServer, bearerOf);
    const client = await connect(server.address);
    const slow = client.fetch('/slow');
    const held = client.fetch('/hold');
    await Promise.all([server.arrived('/slow'), server.arrived('/hold')]);
    expect((await replace({ token: second }, true)).saved).toBe(true);
    expect(await (await client.fetch('/new')).text()).toBe('/new');
    server.let();
    expect(await (await slow).text()).toBe('half and half');
    expect(await (await held).text()).toBe('/after');
    expect(server.seen).toEqual([
      `/slow ${first}`,
      `/hold ${first}`,
      `/test ${second}`,
      `/new ${second}`,
      `/after ${first}`,
    ]);
  });

  it('a new secret that fails changes nothing for anybody', async () => {
    const server = await serveSlowly(
      (listener) =>
        createServer((request, response) => {
          if (bearerOf(request) === second) response.writeHead(401).end();
          else listener(request, response);
        }),
      bearerOf,
    );
    const client = await connect(server.address);
    const slow = client.fetch('/slow');
    await server.arrived('/slow');
    const { saved, test } = await replace({ token: second }, true);
    expect([saved, test?.cause]).toEqual([false, 'wrong-credential']);
    server.let();
    expect(await (await slow).text()).toBe('half and half');
    expect(await (await client.fetch('/new')).text()).toBe('/new');
    expect(server.seen.at(-1)).toBe(`/new ${first}`);
  });
});

describe('a client certificate that is replaced while requests are in flight', () => {
  const certificates = makeCertificates(serverFolder('rotation'));
  const [first, second] = [certificates.client('first'), certificates.client('second')];

  it('requests in flight end on their sockets, which then close, and new ones open their own', async () => {
    const server = await serveSlowly(
      (listener) =>
        createSecureServer(
          {
            cert: certificates.server.certificate,
            key: certificates.server.key,
            ca: certificates.root,
            requestCert: true,
            rejectUnauthorized: true,
          },
          listener,
        ),
      ({ socket }) => String((socket as TLSSocket).getPeerCertificate().subject.CN),
    );
    const pem = { format: 'pem' };
    one = await connected(
      {
        fields: [url, secret('certificate', pem), secret('key', pem)],
        auth: { kind: 'mtls', certificate: 'certificate', key: 'key' },
      },
      { fields: { url: server.address }, secrets: { certificate: first.certificate, key: first.key } },
      { network: { additionalRoots: [certificates.root] } },
    );
    const { client } = one;
    const slow = client.fetch('/slow');
    const held = client.fetch('/hold');
    await Promise.all([server.arrived('/slow'), server.arrived('/hold')]);
    const before = [...server.sockets];
    await replace({ certificate: second.certificate, key: second.key });
    expect(await (await client.fetch('/new')).text()).toBe('/new');
    expect(server.sockets.size).toBe(before.length + 1);
    server.let();
    expect(await (await slow).text()).toBe('half and half');
    expect(await (await held).text()).toBe('/after');
    expect(server.seen.slice(2)).toEqual(['/new second', '/after first']);
    while (server.sockets.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(before.every(({ destroyed }) => destroyed)).toBe(true);
    await client.fetch('/again');
    expect([server.seen.at(-1), server.sockets.size]).toEqual(['/again second', 1]);
  });
});
