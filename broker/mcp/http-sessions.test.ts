import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { answering } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { startWatchedServer } from './fixtures/watched-server.ts';

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
const tools = (server: McpServer): void => {
  server.registerTool('echo', {}, () => text('echoed'));
  server.registerTool('cut', {}, async (extra) => {
    extra.closeSSEStream?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return text('after the cut');
  });
  server.registerTool('slow', {}, async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return text('after three seconds');
  });
  server.registerTool('never', {}, () => new Promise(() => undefined));
};

/** Redirects each call of a tool once. */
const startRedirecting = () =>
  startWatchedServer(tools, ({ url }, response, body) => {
    if (url !== '/mcp' || !body.includes('"tools/call"')) return false;
    response.writeHead(307, { location: '/mcp?again=1' }).end();
    return true;
  });

describe('an MCP session over Streamable HTTP', () => {
  let broker: McpBroker;
  let server: Awaited<ReturnType<typeof startWatchedServer>>;
  beforeEach(async () => {
    [broker, server] = await Promise.all([mcpBroker(), startWatchedServer(tools)]);
  });
  afterEach(async () => {
    await broker.close();
    await server.stop();
  });
  const open = async () => {
    const client = await broker.client('http', { url: server.url });
    const session = await client.mcp();
    await vi.waitFor(() => expect(server.asked()).toContain('GET'));
    return { client, session };
  };

  it('a session’s start and end are told to the server as specified', async () => {
    const { session } = await open();
    expect(textOf(await session.callTool('echo'))).toBe('echoed');
    session.close();
    await vi.waitFor(() => expect(server.sessions.size).toBe(0));
    // It is asked first whether it speaks the revision without a handshake; that is no part of the session.
    expect(server.asked()).toEqual([
      ...[
        'POST server/discover',
        'POST initialize',
        'POST notifications/initialized',
        'GET',
        'POST tools/list',
        'POST tools/call',
      ],
      'DELETE',
    ]);
    expect(new Set(server.seen.slice(2).map(({ session: id }) => id)).size).toBe(1);
  });

  it('a session ends with its handle, and the server is told', async () => {
    const { client } = await open();
    client.dispose();
    await vi.waitFor(() => expect(server.asked().at(-1)).toBe('DELETE'));
  });

  it('no byte leaves a session after a revocation', async () => {
    const { session } = await open();
    const waiting = codeOf(session.callTool('never'));
    await vi.waitFor(() => expect(server.asked().at(-1)).toBe('POST tools/call'));
    const before = server.seen.length;
    await broker.settings.stopEverything({});
    expect(await waiting).toBe('capability-closed');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.seen.length).toBe(before);
  });

  it('a session’s answers are searched for what the service says of the credential', async () => {
    const strict = await startWatchedServer(tools, (_request, response, body) => {
      if (!body.includes('tools/call')) return false;
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      return true;
    });
    const secret = 'canary-reconnect-71c2'; // secretlint-disable-line
    const session = await (await broker.client('bearer', { url: strict.url }, { secret })).mcp();
    expect(await codeOf(session.callTool('echo'))).toBe('mcp-failed');
    const { connections } = await broker.settings.listConnections({});
    expect(connections.map(({ state }) => state)).toEqual(['needs-reconnect']);
    await strict.stop();
  });

  it('a session that is revoked while it opens is not opened, and nothing waits', async () => {
    let arrived = 0;
    const slow = await startWatchedServer(tools, () => {
      arrived += 1;
      return true; // and never answers
    });
    const client = await broker.client('http', { url: slow.url });
    const opening = codeOf(client.mcp());
    await vi.waitFor(() => expect(arrived).toBe(1));
    await broker.settings.stopEverything({});
    expect(await opening).toBe('capability-closed');
    await vi.waitFor(() => expect(slow.openSockets()).toBe(0));
    expect(arrived).toBe(1);
    await slow.stop();
  });

  it('a session resumes by event id when the server cuts the stream before the answer', async () => {
    const { session } = await open();
    expect(textOf(await session.callTool('cut'))).toBe('after the cut');
    const resumed = server.seen.find(({ lastEvent }) => lastEvent !== undefined);
    expect(resumed).toMatchObject({ method: 'GET', lastEvent: expect.stringContaining(':') });
  });

  it('a session resumes the server’s own messages from where the stream was cut', async () => {
    const { session } = await open();
    let heard = 0;
    session.on('toolsChanged', () => {
      heard += 1;
    });
    const [first] = [...server.sessions.values()];
    first?.server.sendToolListChanged();
    await vi.waitFor(() => expect(heard).toBe(1));
    first?.transport.closeStandaloneSSEStream();
    first?.server.sendToolListChanged(); // nobody is there to hear it now
    await vi.waitFor(() => expect(heard).toBe(2));
  });

  it('a session that the server forgot is opened again, the call is answered, and the server knows its state', async () => {
    const { session } = await open();
    await session.setLogLevel('warning');
    await server.forget();
    const changed: string[] = [];
    session.on('toolsChanged', () => changed.push('tools'));
    expect(textOf(await session.callTool('echo'))).toBe('echoed');
    expect(changed).toEqual(['tools']);
    // Its tools are looked at before one is called, since it may be another server by now.
    const order = server.asked().filter((asked) => asked !== 'GET');
    expect([...new Set(order.toReversed())].toReversed().slice(-5)).toEqual([
      ...['POST initialize', 'POST notifications/initialized', 'POST logging/setLevel'],
      ...['POST tools/list', 'POST tools/call'],
    ]);
    const { entries } = await broker.settings.listAudit({ kind: 'use.intended', limit: 10 });
    expect(entries.map(({ path }) => path)).toContain('logging/setLevel warning (again)');
  });

  it('a reopened session fails only the call whose answer was lost', async () => {
    const { session } = await open();
    const waiting = codeOf(session.callTool('never'));
    await vi.waitFor(() => expect(server.asked().at(-1)).toBe('POST tools/call'));
    await server.forget();
    // Longer than the SDK goes on trying to resume the old streams.
    expect(textOf(await session.callTool('slow'))).toBe('after three seconds');
    expect(await waiting).toBe('broken-response');
  });

  it('an aborted call is cancelled at the server', async () => {
    const { session } = await open();
    const controller = new AbortController();
    const call = session.callTool('never', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(server.asked().at(-1)).toBe('POST tools/call'));
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await vi.waitFor(() => expect(server.asked().at(-1)).toBe('POST notifications/cancelled'));
    expect(await codeOf(session.ping())).toBe('no error');
  });

  it('each message of the holder has an audit line, also without an answer', async () => {
    const client = await broker.client('http', { url: server.url });
    const transport = client.mcpTransport();
    const answered = new Promise((resolve) => {
      transport.onmessage = resolve;
    });
    await transport.start();
    await transport.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: { roots: {} },
        clientInfo: { name: 'one', version: '1' },
      },
    });
    await answered;
    const method = 'notifications/roots/list_changed';
    await transport.send({ jsonrpc: '2.0', method, params: { also: 'whatever it likes' } });
    await vi.waitFor(() => expect(server.asked()).toContain(`POST ${method}`));
    const { entries } = await broker.settings.listAudit({ kind: 'use.intended', limit: 100 });
    expect(entries.map(({ path }) => path)).toEqual([method, 'initialize']);
  });

  it('the rate limit of a service counts each message of a session, and each redirect', async () => {
    const moved = await startRedirecting();
    const session = await (await broker.client('nine', { url: moved.url })).mcp();
    await vi.waitFor(() => expect(moved.asked()).toContain('GET'));
    await session.listTools();
    expect(moved.seen).toHaveLength(5);
    await session.callTool('echo');
    await session.callTool('echo');
    await expect(session.callTool('echo')).rejects.toMatchObject({
      code: 'rate-limited',
      details: { why: 'service-limit' },
    });
    expect(moved.seen).toHaveLength(9);
    await moved.stop();
  });

  it('a redirected message has an audit line too', async () => {
    const elsewhere = await startRedirecting();
    const session = await (await broker.client('http', { url: elsewhere.url })).mcp();
    expect(textOf(await session.callTool('echo'))).toBe('echoed');
    const { entries } = await broker.settings.listAudit({ kind: 'use.hop' });
    expect(entries).toMatchObject([{ method: 'POST', origin: elsewhere.url, path: '/mcp' }]);
    await elsewhere.stop();
  });

  it('each request and the handshake count as a use', async () => {
    const client = await broker.client('http', { url: server.url });
    const { connections } = broker.extension;
    const session = await connections.use(await client.attenuate({ maxUses: 3 })).mcp();
    await session.callTool('echo');
    await session.ping();
    await expect(session.callTool('echo')).rejects.toMatchObject({ details: { caveat: 'maxUses' } });
    expect(server.asked().filter((asked) => asked === 'POST tools/call')).toHaveLength(1);
  });
});

describe('a session under a budget of uses a day', () => {
  it('the handshake, calls and lists count, and what is over the budget is not sent', async () => {
    const [broker, server] = await Promise.all([mcpBroker(), startWatchedServer(tools)]);
    (await broker.client('http', { url: server.url })).dispose();
    broker.answer = answering('always', { limits: { usesPerDay: 3 } });
    const { connections } = broker.extension;
    const asked = { provider: 'acme.mcp/http', reason: 'For tests.', access: { mcpTools: ['*'] } };
    const session = await connections.use(await connections.request(asked as never)).mcp();
    await session.callTool('echo');
    await session.ping();
    await expect(session.callTool('echo')).rejects.toMatchObject({ details: { caveat: 'usesPerDay' } });
    expect(server.asked().filter((asked) => asked === 'POST tools/call')).toHaveLength(1);
    const { entries } = await broker.settings.listAudit({ limit: 20 });
    const calls = entries.filter(({ kind, path }) => kind.startsWith('use.') && path === 'tools/call echo');
    expect(calls.map(({ kind }) => kind)).toEqual(['use.refused', 'use.finished', 'use.intended']);
    await broker.close();
    await server.stop();
  });
});

describe('a session under budgets of calls and bytes a day', () => {
  const under = async (limits: object) => {
    const [broker, server] = await Promise.all([mcpBroker(), startWatchedServer(tools)]);
    onTestFinished(async () => {
      await broker.close();
      await server.stop();
    });
    (await broker.client('http', { url: server.url })).dispose();
    broker.answer = answering('always', { limits });
    const { connections } = broker.extension;
    const access = { methods: ['POST'], paths: ['/**'], mcpTools: ['*'] };
    const asked = { provider: 'acme.mcp/http', reason: 'For tests.', access };
    const client = connections.use(await connections.request(asked as never));
    const calls = () => server.asked().filter((one) => one === 'POST tools/call').length;
    return { broker, client, calls };
  };

  it('calls of tools count and nothing else, and a plain request does not call a tool past the count', async () => {
    const { client, calls } = await under({ callsPerDay: 1 });
    const session = await client.mcp();
    await session.callTool('echo');
    await session.ping();
    await expect(session.callTool('echo')).rejects.toMatchObject({ details: { caveat: 'callsPerDay' } });
    expect(calls()).toBe(1);
    const plain = client.fetch('/mcp', { method: 'POST', body: '[]' });
    await expect(plain).rejects.toMatchObject({ details: { why: 'mcp-endpoint' } });
  });

  it('what is said in either direction counts, and an answer over the budget is not given', async () => {
    const { broker, client, calls } = await under({ bytesPerDay: 3_000 });
    const session = await client.mcp();
    await session.callTool('echo');
    const [before] = await broker.settings.listGrants({});
    expect(before?.spentToday?.bytesPerDay).toBeGreaterThan(100);
    const large = session.callTool('echo', { said: 'x'.repeat(3_000) });
    await expect(large).rejects.toMatchObject({ details: { caveat: 'bytesPerDay' } });
    expect(calls()).toBe(1);
    let end: unknown;
    for (let n = 0; n < 100 && end === undefined; n += 1)
      end = await session.callTool('echo').then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(end).toMatchObject({ details: { caveat: 'bytesPerDay' } });
    const [after] = await broker.settings.listGrants({});
    expect(after?.spentToday?.bytesPerDay).toBeLessThanOrEqual(3_000);
  });
});

describe('a server over Streamable HTTP that fails', () => {
  let broker: McpBroker;
  beforeEach(async () => {
    broker = await mcpBroker();
  });
  afterEach(() => broker.close());

  const against = async (
    answer: Parameters<typeof startWatchedServer>[1],
    use: (
      client: Awaited<ReturnType<McpBroker['client']>>,
      server: Awaited<ReturnType<typeof startWatchedServer>>,
    ) => Promise<void>,
  ) => {
    const server = await startWatchedServer(tools, answer);
    try {
      await use(await broker.client('http', { url: server.url }), server);
    } finally {
      await server.stop();
    }
  };
  const onCall =
    (reply: (response: Parameters<NonNullable<Parameters<typeof startWatchedServer>[1]>>[1]) => void) =>
    (...[, response, body]: Parameters<NonNullable<Parameters<typeof startWatchedServer>[1]>>): boolean => {
      if (!body.includes('"tools/call"')) return false;
      reply(response);
      return true;
    };

  it.each<[string, Parameters<typeof onCall>[0], object]>([
    [
      'ends its stream without an answer',
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': nothing\n\n'),
      { code: 'broken-response', details: { why: 'no-answer' } },
    ],
    ['breaks off', (response) => response.destroy(), { code: 'broken-response' }],
    [
      'answers an error status with words',
      (response) => response.writeHead(500).end('inner words'),
      { code: 'mcp-failed', details: { why: 'http-500' } },
    ],
    [
      'answers with a page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      { code: 'mcp-failed' },
    ],
    [
      'answers with JSON that is no message',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}'),
      { code: 'mcp-failed' },
    ],
    [
      'redirects elsewhere',
      (response) => response.writeHead(307, { location: 'https://elsewhere.example/mcp' }).end(),
      { code: 'redirect-refused' },
    ],
  ])('that %s gives a coded error, and the session goes on', (_what, reply, error) =>
    against(onCall(reply), async (client) => {
      const session = await client.mcp();
      await expect(session.callTool('echo')).rejects.toMatchObject(error);
      expect(await codeOf(session.ping())).toBe('no error');
    }),
  );

  it('a server that ends its stream at once and reopens it is asked about fifty times a second', () =>
    against(
      ({ method }, response) => {
        if (method !== 'GET') return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 0\n\n');
        return true;
      },
      async (client, server) => {
        await client.mcp();
        const asked = (): number => server.asked().filter((one) => one === 'GET').length;
        const [first, began] = [asked(), performance.now()];
        await vi.waitFor(() => expect(asked() - first).toBeGreaterThan(30));
        expect(asked() - first).toBeLessThan(10 + (60 * (performance.now() - began)) / 1_000);
      },
    ));

  it('a server that forgot the session fails the call that waited in it, also without its own stream', () =>
    against(
      ({ method, headers }, response) => {
        if (method !== 'GET' || headers['last-event-id'] !== undefined) return false;
        response.writeHead(405).end();
        return true;
      },
      async (client, server) => {
        const session = await client.mcp();
        const waiting = codeOf(session.callTool('never'));
        await vi.waitFor(() => expect(server.asked()).toContain('POST tools/call'));
        await server.forget();
        expect(await codeOf(session.ping())).toBe('no error');
        expect(await waiting).toBe('broken-response');
      },
    ));

  it.each([
    ['speaks an unknown version', { protocolVersion: '1999-01-01', serverInfo: {}, capabilities: {} }],
    ['leaves out who it is', { protocolVersion: '2025-11-25' }],
  ])('a server that %s in the handshake is not used', (_what, result) =>
    against(
      (_request, response, body) => {
        const { id } = JSON.parse(body || '{}') as { id?: string };
        const message = JSON.stringify({ jsonrpc: '2.0', id, result });
        response.writeHead(200, { 'content-type': 'application/json' }).end(message);
        return true;
      },
      async (client) => expect(await codeOf(client.mcp())).toBe('mcp-failed'),
    ),
  );
});
