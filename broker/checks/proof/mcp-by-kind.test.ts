import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { jwtVerify } from 'jose';
import { afterEach, expect, it } from 'vitest';
import { connected, type Declared, secret, url } from '../fixtures/connected.ts';

/** A server of the MCP SDK behind a door of each kind; its one tool tells what the door was opened with. */
let server: Server | undefined;
const serveMcp = async (
  opens: (request: IncomingMessage, body: string) => boolean | Promise<boolean>,
): Promise<string> => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (!(await opens(request, body))) return response.writeHead(401).end();
    if (request.method !== 'POST') return response.writeHead(405).end();
    const told = JSON.stringify([request.url, request.rawHeaders]);
    const mcp = new McpServer({ name: 'doors', version: '1.0.0' });
    mcp.registerTool('tell', { description: 'What opened the door.' }, () => ({
      content: [{ type: 'text', text: told }],
    }));
    const transport = new StreamableHTTPServerTransport({});
    await mcp.connect(transport as Parameters<typeof mcp.connect>[0]);
    return transport.handleRequest(request, response, body === '' ? undefined : JSON.parse(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const shared = `mcp-${randomBytes(24).toString('hex')}`;
const doors: Record<
  string,
  { auth: object; opens: (request: IncomingMessage, body: string) => boolean | Promise<boolean> }
> = {
  path: {
    auth: { kind: 'path', secret: 'key', paths: ['/k-{key}'] },
    opens: ({ url: target }) => target === `/k-${shared}/mcp`,
  },
  hmac: {
    auth: {
      kind: 'hmac',
      secret: 'key',
      sign: ['method', 'path', 'body'],
      separator: '\n',
      signature: { header: 'X-Signature' },
    },
    opens: ({ method, headers }, body) =>
      headers['x-signature'] ===
      createHmac('sha256', shared).update(`${method}\n/mcp\n${body}`).digest('hex'),
  },
  'a self-signed token': {
    auth: { kind: 'jwtBearer', key: 'key', algorithm: 'HS256', claims: { aud: 'mcp' } },
    opens: ({ headers }) =>
      jwtVerify((headers.authorization ?? '').slice(7), Buffer.from(shared), { audience: 'mcp' }).then(
        () => true,
        () => false,
      ),
  },
  several: {
    auth: {
      kind: 'several',
      parts: [
        { kind: 'bearer', secret: 'key' },
        { kind: 'query', name: 'k', secret: 'key' },
      ],
    },
    opens: ({ headers, url: target }) =>
      headers.authorization === `Bearer ${shared}` && target === `/mcp?k=${shared}`,
  },
};

it.each(Object.entries(doors))(
  'an MCP session opens by %s, and does not learn what opened it',
  async (_kind, door) => {
    const address = await serveMcp(door.opens);
    const declared: Declared = { fields: [url, secret('key')], auth: door.auth, mcp: { path: '/mcp' } };
    const one = await connected(declared, { fields: { url: address }, secrets: { key: shared } });
    const session = await one.client.mcp();
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['tell']);
    const told = JSON.stringify(await session.callTool('tell'));
    expect(told).toContain('/mcp');
    expect(told).not.toMatch(/eyJ[A-Za-z0-9_-]+\.eyJ/);
    expect(await one.close()).toEqual([]);
  },
);
