import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Connected, connected, url } from '../checks/fixtures/connected.ts';
import { signInTo } from '../checks/fixtures/sign-in-to.ts';
import { codeOf, newCanary } from '../checks/fixtures/watched-broker.ts';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';

const servers: HostileServer[] = [];
const serve = async (answer: Parameters<typeof startHostile>[0]): Promise<HostileServer> => {
  const server = await startHostile(answer);
  servers.push(server);
  return server;
};

const token = () => newCanary().replace(/[+/=]/g, '-');
/** Lets somebody in by a code at once. */
const startIssuer = async () => {
  const state = { fails: false };
  const refreshTokens: string[] = [];
  const clientSecret = token();
  /** What was sent, with who sent it. */
  const told: string[] = [];
  const newRefreshToken = (): string => {
    refreshTokens.push(token());
    return refreshTokens.at(-1) ?? '';
  };
  const saidAt = (path: string, origin: string): object | undefined => {
    switch (path) {
      case '/.well-known/oauth-authorization-server':
        return {
          ...honest(origin),
          registration_endpoint: `${origin}/register`,
          token_endpoint_auth_methods_supported: ['client_secret_post'],
        };
      case '/device':
        return {
          device_code: token(),
          user_code: 'ABCD-EFGH',
          verification_uri: `${origin}/page`,
          expires_in: 600,
          interval: 1,
        };
      case '/token':
        return {
          access_token: token(),
          refresh_token: newRefreshToken(),
          token_type: 'Bearer',
          expires_in: 3600,
        };
      case '/register':
        return {
          client_id: `of ${origin}`.replaceAll(/[^a-z0-9]/g, '-'),
          client_secret: clientSecret,
          token_endpoint_auth_method: 'client_secret_post',
        };
      case '/revoke':
        return {};
      default:
        return undefined;
    }
  };
  const server = await serve(({ path, headers, body, origin }, response) => {
    const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    told.push(decodeURIComponent(`${Buffer.from(basic, 'base64')} ${body}`));
    if (path === '/token' && state.fails) return sendJson(response, {}, 503);
    const said = saidAt(path, origin);
    return sendJson(response, said ?? {}, said === undefined ? 401 : path === '/register' ? 201 : 200);
  });
  return Object.assign(state, { ...server, told, refreshTokens, clientSecret });
};

let first: Awaited<ReturnType<typeof startIssuer>>;
let other: typeof first;
let c: Connected;
let time = 0;
/** What the MCP server answers to a use. */
let echoed = {};
/** Signed in at the first one; the MCP server names the other one from then on. */
beforeEach(async () => {
  [first, other] = [await startIssuer(), await startIssuer()];
  let named = first.origin;
  time = 0;
  echoed = {};
  const mcp = await serve(({ path, origin }, response) => {
    if (path === '/.well-known/oauth-protected-resource/mcp')
      return sendJson(response, { resource: `${origin}/mcp`, authorization_servers: [named] });
    return path === '/x' ? sendJson(response, echoed) : sendJson(response, {}, 401);
  });
  const begun = Date.now();
  c = await connected(
    {
      fields: [url],
      auth: { kind: 'oauth2', discovery: 'mcp', flows: ['deviceCode'], client: {} },
      mcp: { path: '/mcp' },
    },
    { fields: { url: mcp.origin }, secrets: {} },
    { now: () => begun + time },
  );
  await signIn();
  named = other.origin;
});
const signIn = async (): Promise<void> =>
  expect(await signInTo(c.connectionId, c.settings)).toMatchObject({ state: 'signed-in' });
afterEach(async () => {
  expect(await c.close()).toEqual([]);
  for (const server of servers.splice(0)) await server.close();
});

it('tokens are renewed where they came from, also after a failure, if the MCP server names another one by then', async () => {
  time = 3_600_000;
  first.fails = true;
  expect(await codeOf(c.client.fetch('/x'))).toBe('token-unavailable');
  first.fails = false;
  time += 60_000;
  expect((await c.client.fetch('/x')).status).toBe(200);
  expect(first.told.filter((body) => body.includes('grant_type=refresh_token'))).toHaveLength(2);
  expect(other.asked).toEqual([]);
});

it('tokens are revoked where they came from if the MCP server names another one by then', async () => {
  await c.settings.signOut({ connectionId: c.connectionId });
  expect(first.asked.filter((one) => one === 'POST /revoke')).toHaveLength(2);
  expect(first.told.join('\n')).toContain(first.refreshTokens[0]);
  expect(other.asked).toEqual([]);
});

it('the secret of the client that was registered at one is not told to the other one', async () => {
  expect(first.told.join('\n')).toContain(first.clientSecret);
  await signIn();
  expect(other.asked).toContain('POST /register');
  expect(other.told.join('\n')).toContain(other.clientSecret);
  for (const secret of [first.clientSecret, ...first.refreshTokens])
    expect(other.told.join('\n')).not.toContain(secret);
});

it('a refresh token that was replaced stays out of answers, as the one that replaced it does', async () => {
  time = 3_600_000;
  expect((await c.client.fetch('/x')).status).toBe(200);
  expect(first.refreshTokens).toHaveLength(2);
  echoed = { were: first.refreshTokens };
  expect(await (await c.client.fetch('/x')).json()).toEqual({ were: ['[redacted]', '[redacted]'] });
});
