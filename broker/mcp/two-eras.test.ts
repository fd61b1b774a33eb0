import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client as SdkTwoClient } from '@modelcontextprotocol/client';
import { Client as SdkOneClient } from '@modelcontextprotocol/sdk/client/index.js';
import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { type Answer, startTwoEraHttp } from './fixtures/two-era-http.ts';

const script = fileURLToPath(new URL('fixtures/two-era-program.mjs', import.meta.url));
const confirm = { elicitation: () => ({ action: 'accept', content: { confirm: true } }) };

let broker: McpBroker;
const servers: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  broker = await mcpBroker();
});
afterEach(async () => {
  await broker.close();
  for (const server of servers.splice(0)) await server.stop();
});
const start = async (eras: 'both' | 'modern', answer?: Answer, cacheHints?: object) => {
  const server = await startTwoEraHttp(eras, answer, cacheHints);
  servers.push(server);
  return server;
};
/** Of tools. It is asked for its notifications beside them, at any moment. */
const callsOf = ({ asked }: Awaited<ReturnType<typeof start>>) =>
  asked.filter(({ body }) => body.includes('"tools/call"'));
const always =
  (reply: (response: Parameters<Answer>[1]) => unknown): Answer =>
  (_asked, response) => {
    reply(response);
    return true;
  };
const intended = async (): Promise<unknown[]> => {
  const { entries } = await broker.settings.listAudit({ kind: 'use.intended', limit: 100 });
  return entries.map(({ path }) => path).reverse();
};

describe('an MCP server that speaks 2026-07-28 only', () => {
  it('what the server answers well shows that its connection works; errors, kept lists and notifications do not', async () => {
    const clock = { ms: 1_000 };
    const own = await mcpBroker({ now: () => clock.ms });
    onTestFinished(() => own.close());
    const server = await start('modern', undefined, {
      'tools/list': { ttlMs: 60_000, cacheScope: 'private' },
    });
    const session = await (await own.client('http', { url: server.url })).mcp();
    const workedAfter = async (use: () => Promise<unknown>): Promise<boolean> => {
      clock.ms += 1_000;
      await use().catch(() => undefined);
      const [connection] = (await own.settings.listConnections({})).connections;
      return connection?.workedAt === clock.ms;
    };
    expect(await workedAfter(() => session.listTools())).toBe(true);
    expect(await workedAfter(() => session.listTools())).toBe(false);
    expect(await workedAfter(() => session.readResource('note://none'))).toBe(false);
    expect(await workedAfter(() => session.setLogLevel('info'))).toBe(false);
    expect(await workedAfter(() => session.readResource('note://one'))).toBe(true);
  });

  it('a modern server is used over HTTP without a setting, and is never asked for a session', async () => {
    const server = await start('modern');
    const session = await (await broker.client('http', { url: server.url })).mcp();
    expect(session.server).toMatchObject({ name: 'two-eras', instructions: 'Ask nicely.' });
    expect(textOf(await session.callTool('echo', { message: 'hello' }))).toBe('hello');
    await session.ping();
    expect(await session.readResource('note://one')).toMatchObject([{ text: 'noted' }]);
    session.close();
    const listens = 'POST subscriptions/listen';
    expect(server.rpcs()).toContain(listens);
    expect(server.rpcs().filter((rpc) => rpc !== listens)).toEqual([
      ...['POST server/discover', 'POST tools/list', 'POST tools/call'],
      ...['POST server/discover', 'POST resources/read'],
    ]);
    const call = server.asked.find(({ rpc }) => rpc === 'POST tools/call');
    expect(call?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
    });
    expect(call?.headers).not.toHaveProperty('mcp-session-id');
  });

  it.each(['modern', ''])('a modern server is used over stdio (%s)', async (how) => {
    const session = await (await broker.client('program', { script, one: how })).mcp(confirm);
    expect(textOf(await session.callTool('echo', { message: 'hello' }))).toBe('hello');
    expect(textOf(await session.callTool('deploy'))).toBe('deployed');
  });

  it('a modern server asks back in its answer, and each round reaches the extension and the log', async () => {
    const server = await start('modern');
    const client = await broker.client('http', { url: server.url });
    expect(textOf(await (await client.mcp(confirm)).callTool('deploy'))).toBe('deployed');
    const [first, second] = server.asked
      .filter(({ rpc }) => rpc === 'POST tools/call')
      .map(({ body }) => body);
    expect(JSON.parse(first ?? '').id).not.toBe(JSON.parse(second ?? '').id);
    expect(JSON.parse(second ?? '').params).toMatchObject({
      requestState: 'round 1',
      inputResponses: { confirm: { action: 'accept' } },
    });
    expect(await intended()).toEqual([
      ...['initialize', 'tools/list (by Valetkey)', 'tools/call deploy', 'answer to elicitation'],
      'tools/call deploy (continued)',
    ]);
  });

  it('hears a refusal of the extension as one, and does not get what was not offered', async () => {
    const server = await start('modern');
    const client = await broker.client('http', { url: server.url });
    const refuses = await client.mcp({
      elicitation: () => {
        throw new Error('no');
      },
    });
    expect(textOf(await refuses.callTool('deploy'))).toBe('not deployed');
    // It says itself that the client cannot be asked.
    expect(await codeOf((await client.mcp()).callTool('deploy'))).toBe('mcp-failed');
  });

  it('a modern server that asks for endless rounds is left after sixteen', async () => {
    const server = await start('modern');
    const session = await (await broker.client('http', { url: server.url })).mcp();
    await expect(session.callTool('endless')).rejects.toMatchObject({ details: { why: 'endless-input' } });
    expect(server.ran).toHaveLength(16);
    expect(textOf(await session.callTool('echo', { message: 'on' }))).toBe('on');
  });

  it('a modern server reports progress, and sees its exchange end when the caller gives up', async () => {
    const server = await start('modern');
    const session = await (await broker.client('http', { url: server.url })).mcp();
    const progress: unknown[] = [];
    await session.callTool('slow', {}, { onProgress: (how) => progress.push(how) });
    expect(progress).toMatchObject([{ progress: 1, total: 2 }]);
    const controller = new AbortController();
    const call = session.callTool('slow', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(server.ran.filter((one) => one === 'slow')).toHaveLength(2));
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await vi.waitFor(() => expect(server.ran).toContain('slow aborted'));
    expect(server.rpcs()).not.toContain('POST notifications/cancelled');
  });

  it('a modern server reports changes of tools and subscribed resources by a subscription', async () => {
    const server = await start('modern');
    const session = await (await broker.client('http', { url: server.url })).mcp();
    const heard: unknown[] = [];
    session.on('toolsChanged', () => heard.push('tools'));
    session.on('resourceUpdated', ({ uri }) => heard.push(uri));
    await session.subscribe('note://one');
    server.toolsChanged();
    server.resourceUpdated('note://one');
    server.resourceUpdated('note://two');
    await vi.waitFor(() => expect(heard).toEqual(['tools', 'note://one']));
    await session.unsubscribe('note://one');
    server.resourceUpdated('note://one');
    server.toolsChanged();
    await vi.waitFor(() => expect(heard).toEqual(['tools', 'note://one', 'tools']));
    // After the change its list is looked at before the next call.
    const before = server.rpcs().length;
    await session.callTool('echo', { message: 'again' });
    expect(server.rpcs().slice(before)).toEqual(['POST tools/list', 'POST tools/call']);
  });

  it('a list is kept for as long as its server says, per page and secret, until the server says that it changed', async () => {
    const hint = { ttlMs: 60_000, cacheScope: 'public' };
    const cacheHints = { 'tools/list': hint, 'resources/list': hint };
    const server = await start('modern', undefined, cacheHints);
    const secret = 'canary-list-one-77'; // secretlint-disable-line
    const client = await broker.client('bearer', { url: server.url }, { secret });
    const session = await client.mcp();
    const changed: unknown[] = [];
    session.on('toolsChanged', () => changed.push('tools'));
    const lists = () => server.rpcs().filter((rpc) => rpc.endsWith('/list'));
    for (let i = 0; i < 3; i += 1) {
      expect((await session.listTools()).map(({ name }) => name)).toContain('echo');
      expect(await session.listResources()).toHaveLength(2);
      await session.listPrompts().catch(() => undefined);
    }
    expect(lists().filter((rpc) => rpc !== 'POST prompts/list')).toEqual([
      'POST tools/list',
      'POST resources/list',
    ]);
    server.toolsChanged();
    await vi.waitFor(() => expect(changed).toEqual(['tools']));
    await session.listTools();
    await session.listResources();
    expect(lists().filter((rpc) => rpc === 'POST tools/list')).toHaveLength(2);
    expect(lists().filter((rpc) => rpc === 'POST resources/list')).toHaveLength(1);
    const [{ id: connectionId } = { id: '' }] = (await broker.settings.listConnections({})).connections;
    const secrets = { token: 'canary-list-two-78' }; // secretlint-disable-line
    await broker.settings.replaceSecret({ connectionId, secrets, testFirst: false } as never);
    await session.listTools();
    expect(lists().filter((rpc) => rpc === 'POST tools/list')).toHaveLength(3);
  });

  it('a hundred sessions of one connection listen at once, and each still has its calls answered', async () => {
    const server = await start('modern');
    const client = await broker.client('http', { url: server.url });
    const sessions = await Promise.all(Array.from({ length: 100 }, () => client.mcp()));
    const listening = () => server.rpcs().filter((rpc) => rpc === 'POST subscriptions/listen').length;
    await vi.waitFor(() => expect(listening()).toBe(100));
    const answers = sessions.map((session) => session.callTool('echo', { message: 'heard' }));
    expect((await Promise.all(answers)).map(textOf)).toEqual(sessions.map(() => 'heard'));
  });

  it('after a broken subscription the extension hears that lists and resources may differ, and nothing is kept', async () => {
    const hint = { ttlMs: 60_000, cacheScope: 'private' };
    const server = await start('modern', undefined, { 'tools/list': hint });
    const session = await (await broker.client('http', { url: server.url })).mcp();
    const heard: unknown[] = [];
    session.on('toolsChanged', () => heard.push('tools'));
    session.on('resourceUpdated', ({ uri }) => heard.push(uri));
    await session.subscribe('note://one');
    await session.listTools();
    const lists = server.rpcs().filter((rpc) => rpc === 'POST tools/list').length;
    server.breakSubscriptions();
    await vi.waitFor(() => expect(heard).toEqual(['tools', 'note://one']));
    await session.listTools();
    expect(server.rpcs().filter((rpc) => rpc === 'POST tools/list').length).toBe(lists + 1);
    server.resourceUpdated('note://one');
    await vi.waitFor(() => expect(heard).toEqual(['tools', 'note://one', 'note://one']));
  });

  it('a modern server gets declared arguments in headers, and none that holds the secret', async () => {
    const server = await start('modern');
    const secret = 'canary-two-eras-8d31f0'; // secretlint-disable-line
    const client = await broker.client('bearer', { url: server.url }, { secret });
    const session = await client.mcp();
    await session.callTool('routed', { region: 'north é' });
    expect(callsOf(server).at(-1)?.headers['mcp-param-region']).toBe(
      `=?base64?${Buffer.from('north é').toString('base64')}?=`,
    );
    expect(await codeOf(session.callTool('routed', { region: `x${secret}` }))).toBe('invalid-input');
    expect(callsOf(server)).toHaveLength(1);
  });

  it('a modern server gets none of the broker’s values from an extension', async () => {
    const server = await start('modern');
    const transport = (await broker.client('http', { url: server.url })).mcpTransport();
    const client = new SdkOneClient({ name: 'liar', version: '1' });
    await client.connect(transport as never);
    await client.callTool({
      name: 'echo',
      arguments: { message: 'x' },
      requestState: 'forged',
      inputResponses: { confirm: { action: 'accept' } },
      _meta: {
        'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
        'io.modelcontextprotocol/clientInfo': { name: 'liar', version: '1' },
        'com.example/trace': 'kept',
      },
    } as never);
    const { params } = JSON.parse(callsOf(server).at(-1)?.body ?? '{}') as { params: Record<string, object> };
    expect(Object.keys(params).sort()).toEqual(['_meta', 'arguments', 'name']);
    expect(params['_meta']).toMatchObject({
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'valetkey' },
      'com.example/trace': 'kept',
    });
  });
});

describe.each(['modern', 'both'] as const)('an MCP app of a server that speaks %s', (eras) => {
  it('the host gets what it needs to show an app and to follow links, and no icon that it could not show', async () => {
    const server = await start(eras, eras === 'modern' ? undefined : olderOnly);
    const session = await (await broker.client('http', { url: server.url })).mcp();
    const chart = (await session.listTools()).find(({ name }) => name === 'chart');
    expect(chart).toMatchObject({ _meta: { ui: { resourceUri: 'ui://chart/view' } } });
    expect(await session.readResource('ui://chart/view')).toMatchObject([
      { mimeType: 'text/html;profile=mcp-app', text: '<p>chart</p>', _meta: { ui: { csp: {} } } },
    ]);
    const { content } = await session.callTool('chart');
    expect(content).toEqual([
      { type: 'text', text: 'drawn' },
      { type: 'resource_link', uri: 'note://one', name: 'note' },
    ]);
  });
});

/** As a server of 2025-11-25 only. */
const olderOnly: Answer = ({ headers }, response) => {
  if (headers['mcp-protocol-version'] !== '2026-07-28') return false;
  response.writeHead(400).end();
  return true;
};

describe('the era of a connection', () => {
  it('an older server is probed once, and again after it was upgraded to the new era only', async () => {
    let upgraded = false;
    const server = await start('both', ({ rpc, headers }, response) => {
      if (upgraded || headers['mcp-protocol-version'] !== '2026-07-28') return false;
      // As a server of 2025-11-25: no session, no method.
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message: rpc } }));
      return true;
    });
    const client = await broker.client('http', { url: server.url });
    const handshakes = () => server.rpcs().filter((rpc) => /discover|initialize$/.test(rpc));
    for (let times = 0; times < 2; times += 1) {
      const session = await client.mcp();
      expect(textOf(await session.callTool('echo', { message: 'old' }))).toBe('old');
      session.close();
    }
    expect(handshakes()).toEqual(['POST server/discover', 'POST initialize', 'POST initialize']);
    upgraded = true;
    server.speak('modern');
    const session = await client.mcp();
    expect(textOf(await session.callTool('echo', { message: 'new' }))).toBe('new');
    expect(handshakes().slice(3)).toEqual(['POST initialize', 'POST server/discover']);
  });

  it('what a server answered is shown with its connection and believed after a restart', async () => {
    const server = await start('both');
    const client = await broker.client('http', { url: server.url });
    (await client.mcp()).close();
    const shown = async (settings: McpBroker['settings']) =>
      (await settings.listConnections({})).connections[0];
    const before = await shown(broker.settings);
    expect(before?.mcp).toEqual({
      revision: '2026-07-28',
      evidence: 'discovered',
      server: 'two-eras 1.0.0',
      at: expect.any(Number),
    });
    const { folder } = broker;
    await broker.close({ keepFolder: true });
    broker = await mcpBroker({ folder });
    expect((await shown(broker.settings))?.mcp).toEqual(before?.mcp);
    rmSync(folder, { recursive: true, force: true });
  });

  it('a message’s era does not change by what an extension writes into it', async () => {
    const server = await start('both', ({ headers }, response) => {
      if (headers['mcp-method'] !== 'server/discover') return false;
      response.writeHead(400).end();
      return true;
    });
    const client = new SdkOneClient({ name: 'liar', version: '1' });
    await client.connect((await broker.client('http', { url: server.url })).mcpTransport() as never);
    await client.callTool({
      name: 'echo',
      arguments: { message: 'x' },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': { sampling: {}, elicitation: {} },
      },
    });
    const call = server.asked.find(({ rpc }) => rpc === 'POST tools/call');
    expect(call?.body).not.toContain('io.modelcontextprotocol/');
    expect(call?.headers).not.toHaveProperty('mcp-method');
    expect(call?.headers['mcp-protocol-version']).toBe('2025-11-25');
  });

  it.each<[string, Answer]>([
    ['a refused sign-in', always((response) => response.writeHead(401).end())],
    ['a forbidden one', always((response) => response.writeHead(403).end())],
    ['a gateway’s error', always((response) => response.writeHead(502).end('{}'))],
    ['a limit', always((response) => response.writeHead(429).end())],
    ['a broken connection', always((response) => response.destroy())],
    [
      'an answer that is no message',
      always((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')),
    ],
  ])('is not taken for the older one because of %s', async (_what, answer) => {
    const server = await start('both', answer);
    const client = await broker.client('http', { url: server.url });
    expect(await codeOf(client.mcp())).not.toBe('no error');
    expect(server.rpcs()).toEqual(['POST server/discover']);
  });

  it('the new era is kept once the server has spoken it, unless the server says otherwise', async () => {
    let answer: Answer = () => false;
    const server = await start('both', (...asked) => answer(...asked));
    const client = await broker.client('http', { url: server.url });
    (await client.mcp()).close();
    answer = always((response) => response.writeHead(404).end('gone'));
    await expect(client.mcp()).rejects.toMatchObject({ details: { why: 'era-changed' } });
    expect(server.rpcs()).not.toContain('POST initialize');
    answer = ({ body, headers }, response) => {
      if (headers['mcp-protocol-version'] !== '2026-07-28') return false;
      const { id } = JSON.parse(body) as { id: number };
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }));
      return true;
    };
    expect(textOf(await (await client.mcp()).callTool('echo', { message: 'old' }))).toBe('old');
  });

  it('a tool never runs twice: a call that fails half way is not sent again in the other era', async () => {
    let fail = false;
    const server = await start('both', ({ rpc }, response) => {
      if (!fail || rpc !== 'POST tools/call') return false;
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no session');
      return true;
    });
    const session = await (await broker.client('http', { url: server.url })).mcp();
    fail = true;
    expect(await codeOf(session.callTool('echo', { message: 'x' }))).toBe('mcp-failed');
    expect(server.rpcs().filter((rpc) => rpc === 'POST tools/call')).toHaveLength(1);
    expect(server.rpcs()).not.toContain('POST initialize');
  });
});

describe('an unmodified program', () => {
  it.each(['modern', 'both'] as const)(
    'a client on either version of the SDK uses a server that speaks %s',
    async (eras) => {
      const server = await start(eras);
      const handle = await broker.client('http', { url: server.url });
      const one = new SdkOneClient({ name: 'one', version: '1' });
      await one.connect(handle.mcpTransport() as never);
      const two = new SdkTwoClient({ name: 'two', version: '1' });
      await two.connect(handle.mcpTransport() as never);
      const auto = new SdkTwoClient({ name: 'two', version: '1' }, { versionNegotiation: { mode: 'auto' } });
      await auto.connect(handle.mcpTransport() as never);
      for (const client of [one, two, auto]) {
        expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
        expect(await client.callTool({ name: 'echo', arguments: { message: 'same' } })).toMatchObject({
          content: [{ type: 'text', text: 'same' }],
        });
        await client.close();
      }
    },
  );
});
