import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../checks/fixtures/connected.ts';
import { newCanary } from '../checks/fixtures/watched-broker.ts';

const servers: Server[] = [];
const serve = async (answer: (path: string, home: string) => object | undefined) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    const said = answer(path, home);
    response.writeHead(said === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { home, asked };
};
const issuer = () =>
  serve((path, home) => {
    if (path === '/.well-known/oauth-authorization-server')
      return { issuer: home, token_endpoint: `${home}/token`, response_types_supported: ['code'] };
    if (path === '/token') return { access_token: newCanary().replace(/[+/]/g, '-'), token_type: 'Bearer' };
    return undefined;
  });

let c: Connected;
afterEach(async () => {
  expect(await c.close()).toEqual([]);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

it('a client secret goes to nobody else if the MCP server names another one at a later sign-in', async () => {
  const [first, other] = [await issuer(), await issuer()];
  let named = first.home;
  const mcp = await serve((path, home) =>
    path === '/.well-known/oauth-protected-resource/mcp'
      ? { resource: `${home}/mcp`, authorization_servers: [named] }
      : undefined,
  );
  c = await connected(
    {
      fields: [url, secret('key')],
      auth: {
        kind: 'oauth2',
        discovery: 'mcp',
        flows: ['clientCredentials'],
        client: { id: 'a-client', secret: 'key' },
      },
      mcp: { path: '/mcp' },
    },
    { fields: { url: mcp.home }, secrets: { key: newCanary() } },
  );
  const signIn = async () => {
    const { signInId } = await c.settings.signIn({ connectionId: c.connectionId, scopes: [] });
    for (;;) {
      const progress = await c.settings.signInProgress({ signInId });
      if (progress.state === 'signed-in' || progress.state === 'failed') return progress;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  expect(await signIn()).toMatchObject({ state: 'signed-in' });
  named = other.home;
  expect(await signIn()).toMatchObject({ state: 'failed', why: 'issuer-changed' });
  expect(other.asked).not.toContain('POST /token');
  // Who signs out says that it may be somebody else.
  await c.settings.signOut({ connectionId: c.connectionId });
  expect(await signIn()).toMatchObject({ state: 'signed-in' });
  expect(other.asked).toContain('POST /token');
});
