import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import type { Kind } from '../fixtures/extension-of-every-kind.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

let server: AttackingServer;
/** Another origin, where nothing of ours should ever arrive. */
let evil: AttackingServer;
beforeAll(async () => {
  [server, evil] = await Promise.all([startAttackingServer(), startAttackingServer()]);
});
afterAll(() => Promise.all([server.stop(), evil.stop()]));

let w: WatchedBroker;
let extension: TestExtension;
const canary = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
  expect(await evil.report()).toMatchObject({ connections: 0 });
});

const clientFor = async (kind: Kind = 'bearer', access?: object): Promise<Client> =>
  extension.connections.use(await extension.connections.request({ ...requestOf(kind), access }));

/** Each attempt is refused with the code, has its line, and opens no socket. */
const refuseAll = async (
  client: Client,
  attempts: readonly (readonly [target: string, init?: Parameters<Client['fetch']>[1]])[],
  code: string,
  detail?: string,
): Promise<void> => {
  const before = (await server.report()).connections;
  const lines = (await w.audit({ kind: 'use.refused', limit: 1000 })).length;
  for (const [target, init] of attempts) {
    expect([target, init, await codeOf(client.fetch(target, init))]).toEqual([target, init, code]);
  }
  const refused = (await w.audit({ kind: 'use.refused', limit: 1000 })).slice(0, -lines || undefined);
  expect(refused.map((line) => line.code)).toEqual(attempts.map(() => code));
  if (detail !== undefined) expect(new Set(refused.map((line) => line.detail))).toEqual(new Set([detail]));
  expect((await server.report()).connections).toBe(before);
  expect(await w.audit({ kind: 'use.intended' })).toEqual([]);
};

describe('B1: an address that is not exactly the connection’s origin', () => {
  it('a foreign address in any form is refused before a socket exists', async () => {
    await w.connect('bearer', server.url);
    const { host, port, hostname } = new URL(server.url);
    const there = new URL(evil.url).host;
    const targets = [
      ...[`http://${there}/`, `http://${host}@${there}/`, `http://user:pass@${host}/`, `//${there}/x`],
      ...[`/\\${there}/x`, `\\\\${there}\\x`, `http:\\\\${there}`, `http:${there}`, `http:/${there}/x`],
      ...[`/\t/${there}/`, `/x\n/y`, `ht\ntp://${there}/`, ` ${server.url}/x`, `${server.url}/x `],
      ...['blob:http://x/y', 'data:text/plain,x', 'file:///etc/passwd', 'javascript:alert(1)', 'ftp://x/'],
      ...[`http://${hostname}.:${port}/`, `http://${hostname}:${Number(port) + 1}/`, `http://${hostname}/`],
      ...[
        `https://${host}/`,
        `http://localhost:${port}/`,
        `http://127.0.0.2:${port}/`,
        `http://0x7f.2:${port}/`,
      ],
      ...[`http://2130706434:${port}/`, `http://127.2:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`],
      ...[`http://0:${port}/`, `http://１２７.0.0.1:${port}/`, `http://127。0。0。1:${port}/`],
      ...[`http://xn--127-0-0-1.test:${port}/`, 'http://аpi.example.com/', `http://${host}#@${there}/`],
      ...[
        `${server.url}.evil.test/`,
        `${server.url}@${there}/`,
        `/x#fragment`,
        `x`,
        `?x=1`,
        'http://',
        '/\ud800',
      ],
    ].map((target): [string] => [target]);
    await refuseAll(await clientFor(), targets, 'destination-refused');
  });
});

describe('B2: a path under a path caveat', () => {
  it('every path that a server could read differently is refused', async () => {
    await w.connect('bearer', server.url);
    const client = await clientFor('bearer', { methods: ['GET'], paths: ['/v1/items/**'] });
    const into = '/v1/items/';
    const tricks = [
      ...[
        `${into}../../admin`,
        `${into}%2e%2e/%2e%2e/admin`,
        `${into}..%2f..%2fadmin`,
        `${into}%252e%252e/admin`,
      ],
      ...[
        `${into}..;/..;/admin`,
        `${into}..\\..\\admin`,
        `${into}x%00`,
        `${into}x%0a`,
        `${into}%c0%ae%c0%ae/x`,
      ],
      ...[
        `${into}.%2e/x`,
        `${into}%5c..%5cx`,
        `//v1/items/x`,
        `${into}/x`,
        `${into}%2fx`,
        `${into}%`,
        `${into}%zz`,
      ],
      ...['/./v1/items/x', '/v1/./items/x', '/v1/items/x/.', '/v1/%69tems%2f..%2f..', '/x/..%2fv1/items/x'],
      ...[`${server.url}${into}../../admin`, `${server.url}/v1/items/..%2fadmin`],
    ].map((target): [string] => [target]);
    await refuseAll(client, tricks, 'destination-refused');
  });

  it('a path that no pattern names, or that only resembles one, is refused', async () => {
    await w.connect('bearer', server.url);
    const client = await clientFor('bearer', { methods: ['GET'], paths: ['/v1/items/*', '/who'] });
    const others = [
      '/',
      '/v1/items',
      '/v1/items/',
      '/v1/items/a/b',
      '/V1/items/a',
      '/v1/item%73/a',
      '/who/',
      '/whom',
    ];
    await refuseAll(
      client,
      others.map((path): [string] => [path]),
      'caveat-refused',
      'paths',
    );
    const weaker = extension.connections.use(await client.attenuate({ paths: ['/**'], methods: ['DELETE'] }));
    await refuseAll(weaker, [['/admin', { method: 'DELETE' }]], 'caveat-refused', 'methods');
  });
});

describe('B4: a key in the query', () => {
  it('the key’s parameter in any spelling, or a fragment that would cut it off, is refused', async () => {
    await w.connect('query', server.url);
    const spellings = [
      ...['api_key=mine', 'API_KEY=mine', 'a=1&api_key=mine', 'api%5fkey=mine', 'api_key', 'Api_Key[]=mine'],
      ...[
        'api_key%00=mine',
        'a=1;api_key=mine',
        'api.key=mine',
        'api+key=mine',
        '%61pi_key=mine',
        'api-key=mine',
      ],
    ];
    const targets = [
      ...spellings.map((query): [string] => [`/reflect?${query}`]),
      ['/reflect#x'] as [string],
    ];
    await refuseAll(await clientFor('query'), targets, 'destination-refused');
  });

  it('no answer, error, audit log or local log shows the key', async () => {
    await w.connect('query', server.url);
    const client = await clientFor('query');
    expect(await (await client.fetch('/reflect?a=1')).text()).toContain(
      'GET /reflect?a=1&api_key=[redacted]',
    );
    expect((await server.report()).heads.at(-1)).toContain(`&api_key=${encodeURIComponent(canary)} HTTP`);
    for (const path of ['/no-http?a=1', '/half?a=1', '/cut?a=1', '/chained?a=1', '/to?to=http://x.test/']) {
      const failed = client.fetch(path).then((response) => response.text());
      expect(await codeOf(failed)).toMatch(/^(broken-response|response-unscannable|redirect-refused)$/);
      w.watch.note('an error', await failed.catch((error: unknown) => error));
    }
  });
});
