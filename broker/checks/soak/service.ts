import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The process of everything that the soak talks to: an API, its authorization server, and an MCP server. */
const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

let issued = 0;
const tokenOf = (): string => {
  issued += 1;
  return `soak-token-${String(issued).padStart(12, '0')}`;
};

/** Some 10 KB, as real servers list them. */
const tools = Array.from({ length: 20 }, (_, at) => ({
  name: `tool-${at}`,
  description: `Does the work of number ${at}. `.repeat(16),
  inputSchema: { type: 'object' },
  annotations: { readOnlyHint: true },
}));

type Message = {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: Record<string, unknown>;
};
const resultOf = ({ method, params = {} }: Message): unknown => {
  if (method === 'initialize')
    return {
      protocolVersion: params['protocolVersion'],
      capabilities: { tools: {} },
      serverInfo: { name: 'soak', version: '1' },
    };
  if (method === 'tools/list') return { tools };
  if (method === 'tools/call') return { content: [{ type: 'text', text: 'done' }] };
  return {};
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString('utf8');
};

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  const { pathname } = new URL(request.url ?? '', origin);
  if (pathname.startsWith('/.well-known/'))
    return json(response, {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      revocation_endpoint: `${origin}/revoke`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['client_credentials'],
    });
  if (pathname === '/token')
    return json(response, { access_token: tokenOf(), token_type: 'Bearer', expires_in: 2 });
  if (pathname === '/revoke') return json(response, {});
  if (pathname === '/mcp') {
    if (request.method !== 'POST') return json(response, {}, request.method === 'GET' ? 405 : 200);
    const message = JSON.parse(body) as Message;
    if (message.id === undefined) return json(response, undefined, 202);
    return json(response, { jsonrpc: '2.0', id: message.id, result: resultOf(message) });
  }
  json(
    response,
    { you: request.headers.authorization },
    request.headers.authorization === undefined ? 401 : 200,
  );
});
server.listen(0, '127.0.0.1');
let origin = '';
server.on('listening', () => {
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.(origin);
});
