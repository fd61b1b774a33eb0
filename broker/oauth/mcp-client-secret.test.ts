import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../checks/fixtures/connected.ts';
import { signInTo } from '../checks/fixtures/sign-in-to.ts';
import { newCanary } from '../checks/fixtures/watched-broker.ts';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';

const servers: HostileServer[] = [];
const serve = async (answer: Parameters<typeof startHostile>[0]): Promise<HostileServer> => {
  const server = await startHostile(answer);
  servers.push(server);
  return server;
};
const issuer = () =>
  serve(({ path, origin }, response) => {
    if (path === '/.well-known/oauth-authorization-server') sendJson(response, honest(origin));
    else if (path === '/token')
      sendJson(response, { access_token: newCanary().replace(/[+/]/g, '-'), token_type: 'Bearer' });
    else sendJson(response, {}, 401);
  });

let c: Connected;
afterEach(async () => {
  expect(await c.close()).toEqual([]);
  for (const server of servers.splice(0)) await server.close();
});

it('a client secret goes to nobody else if the MCP server names another one at a later sign-in', async () => {
  const [first, other] = [await issuer(), await issuer()];
  let named = first.origin;
  const mcp = await serve(({ path, origin }, response) =>
    path === '/.well-known/oauth-protected-resource/mcp'
      ? sendJson(response, { resource: `${origin}/mcp`, authorization_servers: [named] })
      : sendJson(response, {}, 401),
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
    { fields: { url: mcp.origin }, secrets: { key: newCanary() } },
  );
  const signIn = () => signInTo(c.connectionId, c.settings);
  expect(await signIn()).toMatchObject({ state: 'signed-in' });
  named = other.origin;
  expect(await signIn()).toMatchObject({ state: 'failed', why: 'issuer-changed' });
  // Also where the tokens cannot be opened any more, which is when a person signs in again.
  const file = new Libsql(join(c.watched.inner.folder, 'secrets.db'));
  const { changes } = file
    .prepare("UPDATE secrets SET sealed = zeroblob(200) WHERE field = 'oauth.tokens'")
    .run([]);
  file.close();
  expect(changes).toBe(1);
  expect(await signIn()).toMatchObject({ state: 'failed', why: 'issuer-changed' });
  expect(other.asked).not.toContain('POST /token');
  // Who signs out says that it may be somebody else.
  await c.settings.signOut({ connectionId: c.connectionId });
  expect(await signIn()).toMatchObject({ state: 'signed-in' });
  expect(other.asked).toContain('POST /token');
});
