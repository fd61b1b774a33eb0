import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Connected, connected, url } from '../checks/fixtures/connected.ts';
import { codeOf, newCanary } from '../checks/fixtures/watched-broker.ts';

type Answer = { readonly status?: number; readonly said: object };
const servers: Server[] = [];
const serve = async (answer: (path: string, home: string) => Answer | undefined) => {
  const asked: string[] = [];
  /** With who asked. */
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      bodies.push(decodeURIComponent(`${Buffer.from(basic, 'base64')} ${body}`));
      const { status = 200, said } = answer(request.url ?? '', home) ?? { status: 401, said: {} };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(said));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { home, asked, bodies };
};

const token = () => newCanary().replace(/[+/=]/g, '-');
/** Lets somebody in by a code at once. */
const startIssuer = async () => {
  const state = { fails: false };
  const refreshTokens: string[] = [];
  const clientSecret = token();
  const newRefreshToken = (): string => {
    refreshTokens.push(token());
    return refreshTokens.at(-1) ?? '';
  };
  const server = await serve((path, home) => {
    switch (path) {
      case '/.well-known/oauth-authorization-server':
        return {
          said: {
            issuer: home,
            response_types_supported: ['code'],
            token_endpoint: `${home}/token`,
            device_authorization_endpoint: `${home}/device`,
            revocation_endpoint: `${home}/revoke`,
            registration_endpoint: `${home}/register`,
            token_endpoint_auth_methods_supported: ['client_secret_post'],
          },
        };
      case '/device':
        return {
          said: {
            device_code: token(),
            user_code: 'ABCD-EFGH',
            verification_uri: `${home}/page`,
            expires_in: 600,
            interval: 1,
          },
        };
      case '/token':
        return state.fails
          ? { status: 503, said: {} }
          : {
              said: {
                access_token: token(),
                refresh_token: newRefreshToken(),
                token_type: 'Bearer',
                expires_in: 3600,
              },
            };
      case '/register':
        return {
          status: 201,
          said: {
            client_id: `of ${home}`.replaceAll(/[^a-z0-9]/g, '-'),
            client_secret: clientSecret,
            token_endpoint_auth_method: 'client_secret_post',
          },
        };
      case '/revoke':
        return { said: {} };
      default:
        return undefined;
    }
  });
  return Object.assign(state, { ...server, refreshTokens, clientSecret });
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
  let named = first.home;
  time = 0;
  echoed = {};
  const mcp = await serve((path, home) => {
    if (path === '/.well-known/oauth-protected-resource/mcp')
      return { said: { resource: `${home}/mcp`, authorization_servers: [named] } };
    return path === '/x' ? { said: echoed } : undefined;
  });
  const begun = Date.now();
  c = await connected(
    {
      fields: [url],
      auth: { kind: 'oauth2', discovery: 'mcp', flows: ['deviceCode'], client: {} },
      mcp: { path: '/mcp' },
    },
    { fields: { url: mcp.home }, secrets: {} },
    { now: () => begun + time },
  );
  await signIn();
  named = other.home;
});
const signIn = async (): Promise<void> => {
  const { signInId } = await c.settings.signIn({ connectionId: c.connectionId, scopes: [] });
  for (;;) {
    const { state, why } = await c.settings.signInProgress({ signInId });
    if (state === 'signed-in') return;
    if (state === 'failed') throw new Error(`the sign-in failed: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
afterEach(async () => {
  expect(await c.close()).toEqual([]);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

it('tokens are renewed where they came from, also after a failure, if the MCP server names another one by then', async () => {
  time = 3_600_000;
  first.fails = true;
  expect(await codeOf(c.client.fetch('/x'))).toBe('token-unavailable');
  first.fails = false;
  time += 60_000;
  expect((await c.client.fetch('/x')).status).toBe(200);
  expect(first.bodies.filter((body) => body.includes('grant_type=refresh_token'))).toHaveLength(2);
  expect(other.asked).toEqual([]);
});

it('tokens are revoked where they came from if the MCP server names another one by then', async () => {
  await c.settings.signOut({ connectionId: c.connectionId });
  expect(first.asked.filter((one) => one === 'POST /revoke')).toHaveLength(2);
  expect(first.bodies.join('\n')).toContain(first.refreshTokens[0]);
  expect(other.asked).toEqual([]);
});

it('the secret of the client that was registered at one is not told to the other one', async () => {
  expect(first.bodies.join('\n')).toContain(first.clientSecret);
  await signIn();
  expect(other.asked).toContain('POST /register');
  expect(other.bodies.join('\n')).toContain(other.clientSecret);
  for (const secret of [first.clientSecret, ...first.refreshTokens])
    expect(other.bodies.join('\n')).not.toContain(secret);
});

it('a refresh token that was replaced stays out of answers, as the one that replaced it does', async () => {
  time = 3_600_000;
  expect((await c.client.fetch('/x')).status).toBe(200);
  expect(first.refreshTokens).toHaveLength(2);
  echoed = { were: first.refreshTokens };
  expect(await (await c.client.fetch('/x')).json()).toEqual({ were: ['[redacted]', '[redacted]'] });
});
