import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterEach, describe, expect, test } from 'vitest';
import { connected } from '../../checks/fixtures/connected.ts';
import { builtIn } from '../built-in.ts';

/** Each entry whose MCP server is reached over HTTP with a key that the user types in. */
const withToken = builtIn.flatMap(({ id, read }) => {
  const provider = read();
  const { auth, mcp } = provider;
  const isPlain = auth.kind === 'bearer' || auth.kind === 'header';
  return isPlain && mcp !== undefined && mcp.transport !== 'stdio' ? [[id, provider, mcp.path] as const] : [];
});
const token = 'canary-mcp-key-6Wq2nLx8Rv';
const typedPath = '/v1/tools/mcp';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server of the MCP SDK at exactly this path, for a client with the key. */
const serveMcp = async (path: string): Promise<{ url: string; refused: string[] }> => {
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    if (request.url !== path || !isKnown) {
      refused.push(String(request.url));
      response.writeHead(isKnown ? 404 : 401).end();
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const mcp = new McpServer({ name: 'service', version: '1.0.0' });
    mcp.registerTool('tell', { description: 'Tells.' }, () => ({ content: [{ type: 'text', text: token }] }));
    const transport = new StreamableHTTPServerTransport({});
    await mcp.connect(transport as Parameters<typeof mcp.connect>[0]);
    await transport.handleRequest(request, response, JSON.parse(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused };
};

test('every MCP server of the catalogue that takes a key is here', () => {
  expect(withToken.map(([id]) => id).sort()).toEqual(['github-mcp', 'mcp', 'stripe-mcp-key']);
});

describe.each(withToken)('%s', (id, { auth, fields, mcp, reconnect }, declaredPath) => {
  const open = async (given: string) => {
    const path = declaredPath === '{path}' ? typedPath : declaredPath;
    const served = await serveMcp(path);
    const one = await connected(
      {
        fields: [{ id: 'url', type: 'url' }, ...fields.filter(({ type }) => type !== 'url')],
        auth: { ...auth },
        mcp: { ...mcp },
        reconnect: reconnect ?? [{ status: [401] }],
      },
      {
        fields: { url: served.url, ...(declaredPath === '{path}' ? { path } : undefined) },
        secrets: { token: given },
      },
    );
    return { one, refused: served.refused };
  };

  test('a session opens at the service’s own path with the key, and a tool that tells it tells it redacted', async () => {
    const { one, refused } = await open(token);
    const session = await one.client.mcp();
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['tell']);
    expect(JSON.stringify(await session.callTool('tell'))).not.toContain(token);
    expect(refused).toEqual([]);
    expect(await one.close()).toEqual([]);
  });

  test('another key opens no session, and the connection says that it needs another one', async () => {
    const { one } = await open('canary-of-nobody-4Kd9');
    await expect(one.client.mcp().then((session) => session.listTools())).rejects.toThrow();
    const { state } = await one.settings.getConnection({ connectionId: one.connectionId });
    expect([id, state]).toEqual([id, 'needs-reconnect']);
    await one.close();
  });
});
