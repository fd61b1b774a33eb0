import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

/** What ran, in order: the names of tools. */
let ran: string[];
let asked: string[];
let broker: McpBroker;
let server: ReturnType<typeof createServer>;
let url: string;

const toolServer = (): McpServer => {
  const mcp = new McpServer({ name: 'stateless', version: '1' });
  for (const name of ['read', 'wipe']) {
    mcp.registerTool(name, {}, () => {
      ran.push(name);
      return { content: [{ type: 'text', text: `${name} ran` }] };
    });
  }
  return mcp;
};
const streams = new Map<string, SSEServerTransport>();

/** As loosely as servers route: decoded, in any case, without parameters and what is empty; `/mcp` is a prefix. */
const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  asked.push(`${request.method} ${request.url}`);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (path === '/away') return void response.writeHead(307, { location: '/mcp' }).end();
  const read = decodeURIComponent(path)
    .toLowerCase()
    .replaceAll(/;[^/]*/g, '')
    .replaceAll(/\/+/g, '/');
  if (read.startsWith('/mcp')) {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true } as object);
    await toolServer().connect(transport as Transport);
    return transport.handleRequest(request, response);
  }
  if (read === '/sse') {
    const transport = new SSEServerTransport('/messages', response);
    streams.set(transport.sessionId, transport);
    return toolServer().connect(transport);
  }
  const stream = streams.get(new URLSearchParams(query).get('sessionId') ?? '');
  if (read === '/messages' && stream !== undefined) return stream.handlePostMessage(request, response);
  response.end('a page');
};

beforeEach(async () => {
  [ran, asked] = [[], []];
  server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  broker = await mcpBroker();
});
afterEach(async () => {
  await broker.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const call = (tool: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: tool, arguments: {} },
  }),
});
const access = (...mcpTools: string[]) => ({
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  paths: ['/**'],
  mcpTools,
});
const refused = { code: 'destination-refused', details: { why: 'mcp-endpoint' } };

describe('B3: the MCP endpoint is no place for `fetch`', () => {
  it('a handle with one tool cannot call another one by `fetch` on a stateless server', async () => {
    const client = await broker.client('http', { url }, { access: access('read') });
    await expect(client.fetch('/mcp', call('wipe'))).rejects.toMatchObject(refused);
    await expect(client.fetch('/mcp', call('read'))).rejects.toThrow('mcp()');
    const session = await client.mcp();
    expect(textOf(await session.callTool('read'))).toBe('read ran');
    expect(ran).toEqual(['read']);
    expect(await (await client.fetch('/page')).text()).toBe('a page');
  });

  it.each([
    ['every tool and a path that reaches the server', access('*'), true],
    ['every tool and a path below it', { ...access('*'), paths: ['/mcp/x'] }, true],
    ['every tool and paths beside it', { ...access('*'), paths: ['/v1/**', '/mcps', '/'] }, false],
    ['every tool and no methods', { ...access('*'), methods: [] }, false],
    ['one tool', access('read'), false],
  ])('the prompt says whether requests can call tools: %s', async (_, asking, told) => {
    await broker.client('http', { url }, { access: asking });
    expect(broker.prompts.map(({ choices }) => choices[0]?.fetchReachesMcp ?? false)).toEqual([told]);
  });

  it('a handle without tools cannot call one by `fetch` either', async () => {
    const client = await broker.client('http', { url }, { access: access() });
    await expect(client.fetch('/mcp', call('wipe'))).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  it.each([
    ...[
      '/mcp/',
      '/MCP',
      '/%6dcp',
      '/%6D%63%70',
      '/mcp;x',
      '/mcp%3bx',
      '/mcp;/',
      '/;/mcp',
      '/%2fmcp',
      '/mcp%2f',
    ],
    ...[
      '/mcp?x=1',
      '/mcp%3Fx',
      '/mcp%23',
      '/mcp/tools',
      '/mcp%2Ftools',
      '/mcp.',
      '/mcp%20',
      '/%20mcp',
      '/mcp.json',
    ],
    ...[
      '/%256dcp',
      '/%25256dcp',
      '/%u006dcp',
      '/mcp:x',
      '/mcp%c2%b7',
      '/a%c3%b7mcp',
      '/\uff4dcp',
      '/mcp%ef%bc%8fx',
      '/a;/mcp',
      '/mcp%E2%80%8B',
      '/x/%252e%252e/mcp',
    ],
    ...[
      '/%c1%ad%c1%a3%c1%b0',
      '/x%2f%252e%252e%2fmcp',
      '/;/;/mcp;a=b?q',
      '/mcp%09',
      `/%${'25'.repeat(40)}6dcp`,
    ],
  ])('no spelling of the endpoint passes: %s', async (target) => {
    const client = await broker.client('http', { url }, { access: access('read') });
    const attempt = client.fetch(target, call('wipe'));
    await expect(attempt).rejects.toMatchObject({ code: 'destination-refused' });
    await expect(client.fetch(`${url}${target}`, call('wipe'))).rejects.toMatchObject({
      code: 'destination-refused',
    });
    expect([asked, ran]).toEqual([[], []]);
  });

  it.each([
    '/mcp2',
    '/docs/mcp',
    '/mc',
    '/mcp-docs',
    '/m%20cp',
    '/page?x=/mcp',
    '/@scope%2fmcp-tools',
    '/100%25',
  ])('another path passes: %s', async (target) => {
    const client = await broker.client('http', { url }, { access: access('read') });
    expect((await client.fetch(target)).status).toBeLessThan(500);
  });

  it('no redirect leads to the endpoint', async () => {
    const client = await broker.client('http', { url }, { access: access('read') });
    await expect(client.fetch('/away', call('wipe'))).rejects.toMatchObject({
      code: 'redirect-refused',
      details: { why: 'mcp-endpoint' },
    });
    await expect(client.fetch('/away', call('wipe'))).rejects.toThrow('mcp()');
    expect(ran).toEqual([]);
  });

  it('a handle with every tool may fetch the endpoint, and a weaker one made from it may not', async () => {
    const client = await broker.client('http', { url }, { access: access('*') });
    expect(await (await client.fetch('/mcp', call('wipe'))).text()).toContain('wipe ran');
    expect(await (await client.fetch('/away', call('wipe'))).text()).toContain('wipe ran');
    const weaker = broker.extension.connections.use(await client.attenuate({ mcpTools: ['read'] }));
    await expect(weaker.fetch('/mcp', call('wipe'))).rejects.toMatchObject(refused);
    const wider = broker.extension.connections.use(await weaker.attenuate({ mcpTools: ['*'] }));
    await expect(wider.fetch('/mcp', call('wipe'))).rejects.toMatchObject(refused);
    expect(ran).toEqual(['wipe', 'wipe']);
  });

  it('nothing of a server at the root of its host is open to `fetch`', async () => {
    const client = await broker.client('root', { url }, { access: access('read') });
    for (const target of ['/', '/mcp', '/page', '/?x'])
      await expect(client.fetch(target, call('wipe'))).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  });

  it('neither stream nor messages of the older transport are open to `fetch`', async () => {
    const client = await broker.client('sse', { url }, { access: access('read') });
    const session = await client.mcp();
    const [id = ''] = streams.keys();
    await expect(client.fetch('/sse')).rejects.toMatchObject(refused);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const attempt = client.fetch(`/messages?sessionId=${id}`, { ...call('wipe'), method });
      await expect(attempt).rejects.toMatchObject(refused);
    }
    expect(await (await client.fetch('/page')).text()).toBe('a page');
    expect(textOf(await session.callTool('read'))).toBe('read ran');
    expect(ran).toEqual(['read']);
  });
});
