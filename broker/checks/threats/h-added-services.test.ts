import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { extensionId, type HttpMethod, type ProviderId } from '@valetkey/api-contracts';
import Libsql from 'libsql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BrokerPowers } from '../../powers.ts';
import { testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { openSettingsClient } from '../../shells/node/open-settings-client.ts';
import { answering, brokerInFolder, extensionNamed, type TestBroker } from '../fixtures/broker-in-folder.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const token = 'canary-added-5hQ8sWn2Zr7V';
const pets = 'added/pets' as ProviderId;

const serving = async (answer: Answer) => {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    answer(request, response);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, headers };
};

const document = (changes: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'Pets', description: 'Sells pets.' },
  servers: [{ url: '/v2' }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
  paths: { '/pets': { get: {}, post: {} }, '/me': { get: {} } },
  ...changes,
});

/** A service that describes itself, and wants the token everywhere else. */
const petShop = (changes: object = {}) =>
  serving(({ url, headers }, response) => {
    if (url === '/openapi.json') return response.end(JSON.stringify(document(changes)));
    response.statusCode = headers.authorization === `Bearer ${token}` ? 200 : 401;
    return response.end('{}');
  });

const opened = async (powers: Partial<BrokerPowers> = {}): Promise<TestBroker> => {
  const t = await brokerInFolder(powers);
  onTestFinished(() => t.close());
  return t;
};
const read = async ({ settings }: Pick<TestBroker, 'settings'>, address: string) => {
  const reading = await settings.readAddress({ address });
  if (reading.outcome !== 'read') throw new Error(reading.problem);
  return reading;
};
const add = async (t: Pick<TestBroker, 'settings'>, url: string, methods?: HttpMethod[]) => {
  const { readingId } = await read(t, `${url}/openapi.json`);
  return t.settings.addService({ readingId, server: 0, methods });
};
const idsOf = async ({ settings }: Pick<TestBroker, 'settings'>) =>
  (await settings.listProviders())
    .map(({ providerId }) => providerId)
    .filter((id) => id.startsWith('added/'));
const connect = ({ settings }: Pick<TestBroker, 'settings'>, providerId = pets) =>
  settings.createConnection({ providerId, displayName: 'My pets', secrets: { token } });

describe('H18: a service is added by the person alone', () => {
  it('a service is added from its address after two prompts, tested without a third, and used by an extension', async () => {
    const t = await opened();
    t.answer = answering('always');
    const shop = await petShop();
    const view = await add(t, shop.url);
    expect(view).toMatchObject({
      providerId: pets,
      contributedBy: 'added by you',
      provider: { name: 'Pets', origins: [shop.url], methods: ['GET'], test: { path: '/v2/me' } },
    });
    expect(t.changes.map(({ kind }) => kind)).toEqual(['read-address', 'add-service']);
    expect(t.changes.map(({ parts }) => parts[0]?.origins)).toEqual([[shop.url], [shop.url]]);
    const { id } = await connect(t);
    expect(await t.settings.testConnection({ connectionId: id })).toMatchObject({ ok: true });
    expect(t.changes).toHaveLength(2);
    const access = { methods: ['GET', 'POST'] as HttpMethod[], paths: ['/v2/**'], mcpTools: [] };
    const reader = t.attach(
      extensionNamed('reader', {
        contributes: { connectionRequests: [{ provider: pets, reason: 'Reads pets.', access }] },
      }),
    );
    const client = reader.connections.use(await reader.connections.request({ provider: pets }));
    expect((await client.fetch('/v2/pets')).status).toBe(200);
    expect(await codeOf(client.fetch('/v2/pets', { method: 'POST' }))).toBe('caveat-refused');
    expect(shop.asked).toEqual(['GET /openapi.json', 'GET /v2/me', 'GET /v2/pets']);
  });

  it('reading carries no credential, also of a connection to the same host', async () => {
    const t = await opened();
    const shop = await petShop();
    await add(t, shop.url);
    const { id } = await connect(t);
    await t.settings.testConnection({ connectionId: id });
    await read(t, `${shop.url}/openapi.json`);
    const [first, test, second] = shop.headers;
    expect([test?.authorization, Object.keys(second ?? {}).sort()]).toEqual([
      `Bearer ${token}`,
      Object.keys(first ?? {}).sort(),
    ]);
    expect(Object.keys(first ?? {})).not.toEqual(expect.arrayContaining(['authorization', 'cookie']));
    expect(JSON.stringify(second)).not.toContain(token);
  });

  it('a denied page sends nothing and adds nothing', async () => {
    const t = await opened();
    const shop = await petShop();
    t.allowChange = () => false;
    expect(await codeOf(t.settings.readAddress({ address: `${shop.url}/openapi.json` }))).toBe('denied');
    expect(shop.asked).toEqual([]);
    t.allowChange = ({ kind }) => kind === 'read-address';
    expect(await codeOf(add(t, shop.url))).toBe('denied');
    expect(await idsOf(t)).toEqual([]);
    // It was not confirmed as a place either.
    const { id } = await t.settings.createConnection({
      providerId: 'gitea' as never,
      displayName: 'Probe',
      fields: { url: shop.url },
      secrets: { token },
    });
    expect(await codeOf(t.settings.testConnection({ connectionId: id }))).toBe('denied');
    expect(shop.asked).toEqual(['GET /openapi.json']);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://api.example.com/openapi.json',
    'https://me:word@api.example.com/', // secretlint-disable-line
    'file:///etc/passwd',
    'openapi.json',
  ])('%s is refused without a prompt', async (address) => {
    const t = await opened();
    expect(await t.settings.readAddress({ address })).toMatchObject({ outcome: 'refused' });
    expect(t.changes).toEqual([]);
  });

  it('a redirect to another host is not followed, and what is in other documents is not fetched', async () => {
    const t = await opened();
    const other = await petShop();
    const moved = await serving((_, response) =>
      response.writeHead(302, { location: `${other.url}/openapi.json` }).end(),
    );
    expect(await t.settings.readAddress({ address: moved.url })).toMatchObject({
      outcome: 'refused',
      problem: expect.stringContaining('redirected'),
    });
    const shop = await petShop({ paths: { '/me': { $ref: `${other.url}/paths.json#/me` } } });
    const { readingId } = await read(t, `${shop.url}/openapi.json`);
    expect(await t.settings.draftService({ readingId, server: 0 })).toMatchObject({
      outcome: 'drafted',
      notes: expect.arrayContaining([expect.stringContaining('in other documents')]),
    });
    expect(other.asked).toEqual([]);
  });

  it('a document that is too large is refused, and one that does not end is read by nobody else meanwhile', async () => {
    const t = await brokerInFolder();
    const large = await serving((_, response) => response.end(Buffer.alloc(9 * 1024 * 1024, 32)));
    expect(await t.settings.readAddress({ address: large.url })).toMatchObject({
      outcome: 'refused',
      problem: expect.stringContaining('longer than 8.4 MB'),
    });
    const endless = await serving((_, response) => response.write('{'));
    const waiting = t.settings.readAddress({ address: endless.url });
    const ended = codeOf(waiting);
    await vi.waitFor(() => expect(endless.asked).toHaveLength(1));
    expect(await codeOf(t.settings.readAddress({ address: large.url }))).toBe('conflict');
    // A broker that closes does not wait for it.
    await t.close();
    await ended;
  });

  it('a page that reads address after address has to wait, also where the person says yes each time', async () => {
    const t = await opened();
    const shop = await petShop();
    for (let nth = 0; nth < 6; nth += 1) await read(t, `${shop.url}/openapi.json`);
    expect(await codeOf(read(t, `${shop.url}/openapi.json`))).toBe('prompt-limit');
    expect(shop.asked).toHaveLength(6);
  });

  it('no server is taken by itself, and the prompt has the host of the one that was chosen', async () => {
    const t = await opened();
    const servers = [{ url: 'https://a.pets.example' }, { url: 'https://b.pets.example/v1' }];
    const shop = await petShop({ servers });
    const reading = await read(t, `${shop.url}/openapi.json`);
    expect(reading.servers).toEqual(['https://a.pets.example', 'https://b.pets.example/v1']);
    const { readingId } = reading;
    expect(await codeOf(t.settings.draftService({ readingId, server: 2 }))).toBe('not-found');
    await t.settings.addService({ readingId, server: 1 });
    expect(t.changes.at(-1)?.parts[0]?.origins).toEqual(['https://b.pets.example']);
    // What was read last counts, and once.
    const later = await read(t, `${shop.url}/openapi.json`);
    await read(t, `${shop.url}/openapi.json`);
    expect(await codeOf(t.settings.addService({ readingId: later.readingId, server: 0 }))).toBe('not-found');
    expect(await codeOf(t.settings.addService({ readingId, server: 0 }))).toBe('not-found');
  });

  it('the prompt names every host of the sign-in, and that a service of the same name is another one', async () => {
    const t = await opened();
    const flow = {
      authorizationUrl: 'https://login.pets.example/authorize',
      tokenUrl: 'https://evil.example/token',
      scopes: {},
    };
    const shop = await petShop({
      info: { title: 'GitHub' },
      components: { securitySchemes: { token: { type: 'oauth2', flows: { authorizationCode: flow } } } },
    });
    expect(await add(t, shop.url)).toMatchObject({ providerId: 'added/github' });
    const { parts = [] } = t.changes.at(-1) ?? {};
    expect(parts[0]?.origins).toEqual([shop.url, 'https://login.pets.example', 'https://evil.example']);
    expect(parts.find(({ head }) => head === 'Not the same service')?.texts).toContain(
      '“GitHub” (github) is here already.',
    );
    const github = (await t.settings.listProviders()).find(({ providerId }) => providerId === 'github');
    expect(github).toMatchObject({ contributedBy: 'built in' });
  });

  it.each([
    'Ｇｉｔ Ｈｕｂ',
    'Git\u200BHub',
    'git-hub',
    'GITHUB\u2800',
    'G\u0456tHub',
    'G\u0399\u03A4\u041DUB',
    'G\u0131tHub',
    'G\u00EDtHu\u0323b',
  ])('the prompt names GitHub where a service calls itself %j', async (title) => {
    const t = await opened();
    const shop = await petShop({ info: { title } });
    await add(t, shop.url);
    const { parts = [] } = t.changes.at(-1) ?? {};
    expect(parts.find(({ head }) => head === 'Not the same service')?.texts).toContain(
      '“GitHub” (github) is here already.',
    );
  });

  it('the prompt names GitHub first where three extensions have 90 services of that name', async () => {
    const t = await opened();
    for (const name of ['one', 'two', 'three']) {
      const { manifest } = extensionNamed(name);
      const [api] = manifest.contributes.connectionProviders ?? [];
      const connectionProviders = Array.from({ length: 30 }, (_, at) => ({
        ...api,
        id: `hub-${at}`,
        name: 'GitHub',
      }));
      t.attach(extensionNamed(name, { contributes: { connectionProviders } }));
    }
    const shop = await petShop({ info: { title: 'GitHub' } });
    await add(t, shop.url);
    const texts = t.changes.at(-1)?.parts?.find(({ head }) => head === 'Not the same service')?.texts;
    expect(texts?.[0]).toBe('“GitHub” (github) is here already.');
    expect(texts?.at(-1)).toBe('and 71 more');
  });

  it('the prompt says of an MCP server that its tools are not bounded by the methods', async () => {
    const t = await opened();
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'Pets' } };
    const server = await serving(({ method }, response) =>
      response.end(method === 'POST' ? JSON.stringify({ jsonrpc: '2.0', id: 1, result }) : ''),
    );
    const { readingId } = await read(t, `${server.url}/mcp`);
    await t.settings.addService({ readingId, server: 0 });
    const { parts = [] } = t.changes.at(-1) ?? {};
    expect(parts.find(({ head }) => head === 'Extensions may use')?.texts).toEqual([
      'GET',
      'MCP tools that you allow them, whatever these do',
    ]);
  });

  it('no extension has the id under which the added services stand, and a second of a name has another id', async () => {
    expect(extensionId.safeParse('added').success).toBe(false);
    const t = await opened();
    const shop = await petShop();
    await add(t, shop.url);
    expect(await add(t, shop.url, ['GET', 'POST'])).toMatchObject({
      providerId: 'added/pets-2',
      provider: { methods: ['GET', 'POST'] },
    });
  });

  it('a service survives a restart; a row that cannot be read is told, kept, and keeps its id', async () => {
    const keychain = testKeychain();
    const first = await brokerInFolder({ keychain });
    onTestFinished(first.removeFolder);
    const shop = await petShop();
    await add(first, shop.url);
    await connect(first);
    await first.close({ keepFolder: true });
    const { folder } = first;
    const state = new Libsql(join(folder, 'state.db'));
    const bad = '{"id":"birds","name":"Birds","from":"the future"}';
    state.prepare('INSERT INTO added_services VALUES (?, ?, ?)').run(['birds', bad, 1]);
    const t = await brokerInFolder({ keychain, folder });
    expect(await idsOf(t)).toEqual([pets]);
    expect((await t.settings.listConnections()).connections).toMatchObject([{ origins: [shop.url] }]);
    expect(t.logged.join('\n')).toContain('birds: This added service cannot be read, and is kept as it is (');
    const other = await petShop({ info: { title: 'Birds' } });
    expect(await add(t, other.url)).toMatchObject({ providerId: 'added/birds-2' });
    await t.close({ keepFolder: true });
    expect(state.prepare('SELECT provider FROM added_services WHERE id = ?').get(['birds'])).toMatchObject({
      provider: bad,
    });
    state.close();
  });
});

describe('removing a service', () => {
  it('a service goes after its connections, its page brings it back unasked, and no other page can', async () => {
    const t = await opened();
    const shop = await petShop();
    await add(t, shop.url);
    const { id } = await connect(t);
    expect(await codeOf(t.settings.removeService({ providerId: pets }))).toBe('conflict');
    await t.settings.deleteConnection({ connectionId: id });
    const { undo } = await t.settings.removeService({ providerId: pets });
    expect(await idsOf(t)).toEqual([]);
    // Its connection can still come back, so nobody else gets its id.
    expect(await add(t, shop.url)).toMatchObject({ providerId: 'added/pets-2' });
    const removalId = undo?.removalId ?? '';
    const other = openSettingsClient(t.broker);
    expect(await codeOf(other.client.undoRemoveService({ removalId }))).toBe('not-found');
    other.close();
    const asked = t.changes.length;
    await t.settings.undoRemoveService({ removalId });
    expect(await t.settings.undoDelete({ connectionId: id })).toMatchObject({ origins: [shop.url] });
    expect(await idsOf(t)).toEqual([pets, 'added/pets-2']);
    expect(t.changes).toHaveLength(asked);
    expect(await codeOf(t.settings.removeService({ providerId: 'github' as never }))).toBe('not-found');
  });

  it('a service that was removed gets no connection while that can be undone', async () => {
    const t = await opened();
    const shop = await petShop();
    await add(t, shop.url);
    const { undo } = await t.settings.removeService({ providerId: pets });
    expect(await codeOf(connect(t))).toBe('provider-unknown');
    const draft = { providerId: pets, fields: {}, secrets: { token } };
    expect(await codeOf(t.settings.testDraft(draft))).toBe('provider-unknown');
    const connections = [
      { providerId: pets, scope: 'user', displayName: 'Pets', providerVersion: 1, fields: {} } as const,
    ];
    const document = { format: 'valetkey-connections', version: 1, connections } as const;
    const { imported, refused } = await t.settings.importConnections({ document: structuredClone(document) });
    expect([imported, refused]).toEqual([[], [expect.objectContaining({ index: 0 })]]);
    await t.settings.undoRemoveService({ removalId: undo?.removalId ?? '' });
    expect(await connect(t)).toMatchObject({ providerId: pets });
  });

  it('after the time for undoing, the name of a removed service is free again', async () => {
    const t = await opened({ undoDeleteMs: 0 });
    const shop = await petShop();
    await add(t, shop.url);
    expect(await t.settings.removeService({ providerId: pets })).toEqual({});
    await vi.waitFor(async () => expect(await add(t, shop.url)).toMatchObject({ providerId: pets }));
  });

  it('a service that another process adds under the name of a removed one keeps no other from being added', async () => {
    const t = await opened();
    const shop = await petShop();
    await add(t, shop.url);
    const state = new Libsql(join(t.folder, 'state.db'));
    onTestFinished(() => void state.close());
    state.exec('CREATE TABLE another AS SELECT * FROM added_services');
    await t.settings.removeService({ providerId: pets });
    state.exec('INSERT INTO added_services SELECT * FROM another');
    const other = await petShop({ info: { title: 'Birds' } });
    expect(await add(t, other.url)).toMatchObject({ providerId: 'added/birds' });
  });
});
