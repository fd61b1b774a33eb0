import { frameLimits, type JsonObject } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Asked, scriptedMcp } from '../broker/checks/fixtures/scripted-mcp.ts';
import { gatedConnections, stateOf } from './fixtures/gated-connections.ts';
import type { McpCallbacks } from './mcp-callbacks.ts';
import { textOf } from './mcp-text.ts';

const tool = (name: string) => ({ name, inputSchema: { type: 'object' } });
const cursorOf = ({ params }: Asked): number => Number(params['cursor'] ?? 0);

describe('an MCP session', () => {
  let gated: ReturnType<typeof gatedConnections>;
  let mcp: ReturnType<typeof scriptedMcp>;
  const open = async (
    answer: Parameters<typeof scriptedMcp>[0] = () => ({ content: [] }),
    { callbacks, handshake }: { callbacks?: McpCallbacks; handshake?: object } = {},
  ) => {
    mcp = scriptedMcp(answer, handshake);
    gated = gatedConnections({ mcpOpen: mcp.mcpOpen });
    return (await gated.open()).mcp(callbacks);
  };
  afterEach(() => {
    gated.end();
    expect([...gated.violations, ...mcp.violations]).toEqual([]);
  });

  it('a session says who the server is and what it offers', async () => {
    const handshake = {
      serverInfo: { name: 'everything', title: 'Everything', version: '1.0.0', more: 1 },
      capabilities: { tools: {}, logging: {} },
      instructions: 'Be kind.',
    };
    expect((await open(undefined, { handshake })).server).toEqual({
      name: 'everything',
      title: 'Everything',
      version: '1.0.0',
      protocolVersion: '2025-11-25',
      instructions: 'Be kind.',
      capabilities: { tools: {}, logging: {} },
      offers: { tools: true, resources: false, prompts: false, completions: false, logging: true },
    });
  });

  it('a session lists every page', async () => {
    const session = await open((asked) => {
      const page = cursorOf(asked);
      const next = page < 4 ? { nextCursor: String(page + 1) } : {};
      const one = { ...tool(`t${page}`), uri: `r:${page}` };
      return { tools: [one], resources: [one], resourceTemplates: [one], prompts: [one], ...next };
    });
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['t0', 't1', 't2', 't3', 't4']);
    for (const list of [session.listResources, session.listResourceTemplates, session.listPrompts])
      expect(await list()).toHaveLength(5);
  });

  it('a session follows no cursor twice and no endless list, because half a list would look whole', async () => {
    let pages = 0;
    const session = await open(({ method }) =>
      method === 'tools/list'
        ? { tools: [], nextCursor: 'again' }
        : { prompts: [], nextCursor: String(++pages) },
    );
    await expect(session.listTools()).rejects.toMatchObject({ code: 'mcp-failed' });
    await expect(session.listPrompts()).rejects.toMatchObject({ code: 'response-too-large' });
    expect(pages).toBe(1_000);
  });

  it('a session reads resources and prompts, subscribes, completes, sets the log level and pings', async () => {
    const session = await open(({ method }) => {
      if (method === 'resources/read') return { contents: [{ uri: 'file:///a', text: 'x' }] };
      if (method === 'prompts/get') return { messages: [{ role: 'user' }], more: 1 };
      return method === 'completion/complete' ? { completion: { values: ['paris'] } } : {};
    });
    expect(await session.readResource('file:///a')).toEqual([{ uri: 'file:///a', text: 'x' }]);
    expect(await session.getPrompt('p', { a: 'b' })).toEqual({ messages: [{ role: 'user' }] });
    await session.subscribe('file:///a');
    await session.unsubscribe('file:///a');
    const city = { name: 'city', value: 'par' };
    expect(await session.complete({ type: 'ref/prompt', name: 'p' }, city, { land: 'fr' })).toEqual({
      values: ['paris'],
    });
    await session.setLogLevel('debug');
    await session.ping();
    expect(mcp.asked.map(({ method, params }) => [method, params])).toEqual([
      ['resources/read', { uri: 'file:///a' }],
      ['prompts/get', { name: 'p', arguments: { a: 'b' } }],
      ['resources/subscribe', { uri: 'file:///a' }],
      ['resources/unsubscribe', { uri: 'file:///a' }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name: 'p' }, argument: city, context: { arguments: { land: 'fr' } } },
      ],
      ['logging/setLevel', { level: 'debug' }],
      ['ping', {}],
    ]);
  });

  it('a session rejects with the server’s objection as the cause', async () => {
    const error = { code: -32602, message: 'no such tool', data: { near: 'echo' } };
    const session = await open(({ id }) => [{ jsonrpc: '2.0', id, error }]);
    await expect(session.callTool('ecko')).rejects.toMatchObject({
      code: 'mcp-failed',
      details: { why: 'rpc-32602' },
      cause: error,
      message: expect.stringContaining('Check the name and the arguments'),
    });
  });

  it.each<[string, JsonObject]>([
    ['a list that is none', { contents: 'x', messages: 'x', tools: {} }],
    ['nothing', {}],
    ['a tool without a name', { contents: null, messages: 1, tools: [{}] }],
  ])('a session rejects if a server answers with %s', async (_what, result) => {
    const session = await open(() => result);
    for (const call of [session.readResource('x:y'), session.getPrompt('p'), session.listTools()])
      expect(await stateOf(call)).toBe('mcp-failed');
  });

  it('progress reaches the call that it is about, before the answer', async () => {
    const session = await open(({ id, params }) => [
      {
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: {
          progressToken: (params['_meta'] as { progressToken: number }).progressToken,
          progress: 1,
          total: 2,
        },
      },
      { jsonrpc: '2.0', id, result: { content: [] } },
    ]);
    const heard: unknown[] = [];
    await session.callTool('slow', {}, { onProgress: (how) => heard.push(how) });
    expect(heard).toEqual([{ progress: 1, total: 2 }]);
  });

  it('a session passes on the server’s own messages in order, until nobody listens', async () => {
    const session = await open();
    const heard: unknown[] = [];
    const stop = session.on('resourceUpdated', ({ uri }) => heard.push(uri));
    session.on('toolsChanged', () => heard.push('tools'));
    session.on('log', ({ data }) => heard.push(data));
    const updated = (uri: string) =>
      ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } }) as const;
    mcp.say(updated('a:1'), { jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    mcp.say({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } });
    await vi.waitFor(() => expect(heard).toEqual(['a:1', 'tools', 'x']));
    stop();
    mcp.say(updated('a:2'), { jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    await vi.waitFor(() => expect(heard).toEqual(['a:1', 'tools', 'x', 'tools']));
  });

  it('a session offers the callbacks that it was given, and answers with them', async () => {
    const roots = [{ uri: 'file:///work', name: 'work' }];
    const session = await open(undefined, {
      callbacks: {
        roots: () => roots,
        sampling: async ({ max }) => ({ role: 'assistant', content: { type: 'text', text: `${max}` } }),
        elicitation: () => Promise.reject(new Error('inner words')),
      },
    });
    expect(mcp.offers).toEqual([{ roots: { listChanged: true }, sampling: {}, elicitation: {} }]);
    mcp.say(
      { jsonrpc: '2.0', id: 'r', method: 'roots/list' },
      { jsonrpc: '2.0', id: 7, method: 'sampling/createMessage', params: { max: 3 } },
      { jsonrpc: '2.0', id: 8, method: 'elicitation/create', params: {} },
    );
    await vi.waitFor(() => expect(mcp.responses).toHaveLength(3));
    expect(mcp.responses).toContainEqual({ id: 'r', result: { roots } });
    expect(mcp.responses).toContainEqual({
      id: 7,
      result: { role: 'assistant', content: { type: 'text', text: '3' } },
    });
    expect(mcp.responses).toContainEqual({
      id: 8,
      error: { code: -32603, message: 'The client could not answer.' },
    });
    await session.rootsChanged();
    expect(mcp.notified).toEqual([{ method: 'notifications/roots/list_changed' }]);
  });

  it('a session ends by close, by the broker, and with its handle', async () => {
    const closed = await open();
    closed.close();
    expect(await stateOf(closed.closed)).toBe('fulfilled');
    expect(await stateOf(closed.ping())).toBe('capability-closed');
    await expect(closed.ping()).rejects.toThrow('open another with mcp()');
    const ended = await open(() => 'never');
    const waiting = stateOf(ended.ping());
    await vi.waitFor(() => expect(mcp.asked).toHaveLength(1));
    mcp.gates[0]?.close('capability-closed');
    expect(await waiting).toBe('capability-closed');
    expect(await stateOf(ended.closed)).toBe('fulfilled');
  });

  const callsMade = () => mcp.asked.map(({ params }) => params['arguments']);

  it('a session sends a tool’s arguments as JSON, whatever they were', async () => {
    const session = await open();
    await session.callTool('t');
    await session.callTool('t', { a: [1, null, { b: 'x' }], gone: undefined });
    await session.callTool('t', { when: new Date(0), map: new Map([[1, 2]]), run: () => 1 } as never);
    expect(callsMade()).toEqual([
      {},
      { a: [1, null, { b: 'x' }] },
      { when: '1970-01-01T00:00:00.000Z', map: {} },
    ]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  let deep: object = {};
  for (let level = 0; level < 50; level += 1) deep = { deep };
  it.each<[string, unknown, string]>([
    ['a cycle', cyclic, 'invalid-input'],
    ['a bigint', { big: 1n }, 'invalid-input'],
    ['a key __proto__', JSON.parse('{"a":[{"__proto__":{"polluted":1}}]}'), 'invalid-input'],
    [
      'what throws when it is read',
      {
        get a() {
          throw new Error('inner words');
        },
      },
      'invalid-input',
    ],
    ['a list', [1], 'invalid-input'],
    ['nothing that JSON knows', Symbol('x'), 'invalid-input'],
    ['fifty levels', deep, 'too-large'],
    ['a million values', { many: Array.from({ length: frameLimits.maxNodes }, () => 1) }, 'too-large'],
    ['seventeen megabytes', { text: 'x'.repeat(17 * 1024 * 1024) }, 'too-large'],
  ])('a session refuses %s as arguments, and the port stays open', async (_what, args, code) => {
    const session = await open();
    await expect(session.callTool('t', args as never)).rejects.toMatchObject({
      code,
      details: { at: expect.stringMatching(/^(arguments|params)$/) },
    });
    await session.callTool('t', {});
  });

  it('a session sends what is just within the limits', async () => {
    let nested: object = {};
    for (let level = 0; level < 30; level += 1) nested = { nested };
    const session = await open();
    await session.callTool('t', { nested } as never);
    await session.callTool('t', { many: Array.from({ length: frameLimits.maxNodes - 100 }, () => 1) });
    expect(callsMade()).toHaveLength(2);
  });
});

describe('textOf', () => {
  it('textOf returns the text parts, each on its own lines', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image', data: 'x' },
      { type: 'text', text: 'b' },
      { type: 'text' },
    ];
    expect(textOf({ content })).toBe('a\nb');
    expect(textOf({ content: [] })).toBe('');
  });
});
