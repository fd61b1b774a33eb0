import { generateKeyPairSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connected, connected, connectedByBearer, secret, url } from '../fixtures/connected.ts';
import { newCanary } from '../fixtures/watched-broker.ts';

/** A service that tells anyone who listens what each request brought, and gives a new token whenever it is asked. */
const startTeller = async () => {
  const listening = new Set<ServerResponse>();
  const tokens: string[] = [];
  let first: string | undefined;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': begin\n\n');
      listening.add(response);
      return;
    }
    if (request.url === '/token') {
      tokens.push(newCanary().replace(/[+/]/g, '-'));
      response.end(JSON.stringify({ access_token: tokens.at(-1), expires_in: 100 }));
      return;
    }
    for (const listener of listening) listener.write(`data: ${request.headers.authorization}\n\n`);
    first ??= request.headers.authorization;
    response.writeHead(204, { etag: request.headers.authorization, link: first }).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    tokens,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hangUp: () => {
      for (const listener of listening) listener.end();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

let teller: Awaited<ReturnType<typeof startTeller>>;
let c: Connected;
beforeEach(async () => {
  teller = await startTeller();
});
afterEach(async () => {
  expect(await c.close()).toEqual([]);
  teller.stop();
});

describe('C6: a long answer is searched for the connection’s current secrets', () => {
  it('a token fetched after the answer began is redacted', async () => {
    let time = 0;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    c = await connected(
      {
        fields: [url, secret('key', { format: 'pem' })],
        auth: {
          kind: 'jwtBearer',
          key: 'key',
          algorithm: 'ES256',
          claims: { iss: 'a' },
          exchange: { url: '/token' },
        },
      },
      {
        fields: { url: teller.url },
        secrets: { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string },
      },
      { now: () => Date.now() + time },
    );
    const events = await c.client.fetch('/events');
    await c.client.fetch('/x');
    time = 95_000;
    await c.client.fetch('/x');
    teller.hangUp();
    expect(await events.text()).toBe(`: begin\n\n${'data: Bearer [redacted]\n\n'.repeat(2)}`);
    expect(teller.tokens).toHaveLength(2);
  });

  it('a secret that was replaced and used by another extension is redacted', async () => {
    const [first, second] = [newCanary(), newCanary()];
    c = await connectedByBearer(teller.url, first);
    const other = await c.another('other');
    const events = await c.client.fetch('/events');
    await c.client.fetch('/x');
    await c.settings.replaceSecret({
      connectionId: c.connectionId,
      secrets: { token: second },
      testFirst: false,
    });
    await other.fetch('/x');
    teller.hangUp();
    expect(await events.text()).toBe(`: begin\n\n${'data: Bearer [redacted]\n\n'.repeat(2)}`);
  });

  it('a header with the previous secret is redacted', async () => {
    const [first, second] = [newCanary(), newCanary()];
    c = await connectedByBearer(teller.url, first);
    const { connectionId } = c;
    await c.client.fetch('/x');
    await c.settings.replaceSecret({ connectionId, secrets: { token: second }, testFirst: false });
    const { headers } = await c.client.fetch('/x');
    expect([headers.get('etag'), headers.get('link')]).toEqual(['Bearer [redacted]', 'Bearer [redacted]']);
  });

  it('a secret that is only being tested is redacted', async () => {
    const [first, second] = [newCanary(), newCanary()];
    c = await connected(
      {
        fields: [url, secret('token')],
        auth: { kind: 'bearer', secret: 'token' },
        test: { path: '/x', expect: { status: [200] } },
      },
      { fields: { url: teller.url }, secrets: { token: first } },
    );
    const events = await c.client.fetch('/events');
    const { connectionId } = c;
    const tried = await c.settings.replaceSecret({
      connectionId,
      secrets: { token: second },
      testFirst: true,
    });
    expect(tried.saved).toBe(false);
    teller.hangUp();
    expect(await events.text()).toBe(': begin\n\ndata: Bearer [redacted]\n\n');
  });

  it('a secret whose beginning was tried or used before is redacted whole', async () => {
    const whole = newCanary();
    const token = { begin: whole.slice(0, 12), longer: whole.slice(0, 16) };
    c = await connected(
      {
        fields: [url, secret('token')],
        auth: { kind: 'bearer', secret: 'token' },
        test: { path: '/x', expect: { status: [200] } },
      },
      { fields: { url: teller.url }, secrets: { token: token.begin } },
    );
    const { connectionId } = c;
    const replace = (text: string, testFirst: boolean) =>
      c.settings.replaceSecret({ connectionId, secrets: { token: text }, testFirst });
    const before = await c.client.fetch('/events');
    await replace(token.longer, true);
    await replace(whole, false);
    const after = await c.client.fetch('/events');
    expect((await c.client.fetch('/x')).headers.get('etag')).toBe('Bearer [redacted]');
    teller.hangUp();
    const told = 'data: Bearer [redacted]\n\n';
    expect([await before.text(), await after.text()]).toEqual([
      `: begin\n\n${told}${told}`,
      `: begin\n\n${told}`,
    ]);
  });
});
