import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { signInTo } from '../checks/fixtures/sign-in-to.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { mcpBroker } from '../mcp/fixtures/mcp-broker.ts';
import { startTwoEraHttp } from '../mcp/fixtures/two-era-http.ts';
import type { Notice } from '../powers.ts';
import { visit } from './fixtures/form-browser.ts';
import { startGuardedMcp } from './fixtures/guarded-mcp.ts';
import { type OidcServer, startOidc } from './fixtures/oidc-server.ts';

/** Against a real oidc-provider before a real MCP server; what a person does in the browser are real HTTP requests. */
describe('an MCP server that names its authorization server', () => {
  let mcp: Awaited<ReturnType<typeof startGuardedMcp>>;
  let oidc: OidcServer;
  let broker: Awaited<ReturnType<typeof mcpBroker>>;
  let metadata: object = {};
  const opened: string[] = [];
  const notices: Notice[] = [];

  beforeEach(async () => {
    for (const list of [opened, notices]) list.length = 0;
    metadata = {};
    mcp = await startGuardedMcp(
      () => oidc.origin,
      () => metadata,
    );
    oidc = await startOidc({ resource: `${mcp.url}/mcp`, registration: true });
    broker = await mcpBroker({
      openInSystemBrowser: async (url) => {
        opened.push(url);
        visit(url).catch(() => undefined);
      },
      notice: (notice) => notices.push(notice),
    });
  });
  afterEach(async () => {
    await broker.close();
    await Promise.all([mcp.stop(), oidc.close()]);
  });

  const signIn = async () => {
    const connection = await view();
    if (connection === undefined) throw new Error('there is one');
    return signInTo(connection.id, broker.settings);
  };
  const view = async () => (await broker.settings.listConnections()).connections[0];
  const connect = () => broker.client('signed-in', { url: mcp.url });

  it('the MCP server is used after a sign-in there, as a registered client, with a token for it alone', async () => {
    const client = await connect();
    expect(await codeOf(client.mcp())).toBe('not-signed-in');
    expect(await signIn()).toMatchObject({ state: 'signed-in', page: { host: oidc.origin } });
    const asked = new URL(opened[0] ?? '').searchParams;
    expect([asked.get('resource'), asked.get('code_challenge_method'), asked.get('scope')]).toEqual([
      ...[`${mcp.url}/mcp`, 'S256', 'read offline_access'],
    ]);
    const session = await client.mcp();
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['tell', 'write']);
    expect(oidc.asked.filter(({ path }) => path === '/reg')).toHaveLength(1);
    expect(await view()).toMatchObject({
      signIn: { state: 'signed-in', scopes: expect.arrayContaining(['read']) },
    });
  });

  it('the MCP server cannot tell the extension the token that it was called with', async () => {
    const client = await connect();
    await signIn();
    const session = await client.mcp();
    expect(textOf(await session.callTool('tell'))).toBe('Bearer [redacted]');
    expect(mcp.tokens.length).toBeGreaterThan(0);
  });

  it('a list that was kept is not given to who signs in next', async () => {
    const server = await startTwoEraHttp(
      'modern',
      ({ rpc, headers }, response) => {
        if (rpc !== 'GET' && headers.authorization !== undefined) return false;
        const resource = `${server.url}/mcp`;
        const described = { resource, authorization_servers: [own.origin], scopes_supported: ['read'] };
        const where = `Bearer resource_metadata="${server.url}/.well-known/oauth-protected-resource/mcp"`;
        response.writeHead(rpc === 'GET' ? 200 : 401, {
          'content-type': 'application/json',
          'www-authenticate': where,
        });
        response.end(JSON.stringify(described));
        return true;
      },
      { 'tools/list': { ttlMs: 60_000, cacheScope: 'private' } },
    );
    const own = await startOidc({ resource: `${server.url}/mcp`, registration: true });
    onTestFinished(() => Promise.all([server.stop(), own.close()]).then(() => undefined));
    const client = await broker.client('signed-in', { url: server.url });
    expect(await signIn()).toMatchObject({ state: 'signed-in' });
    const session = await client.mcp();
    const lists = () => server.rpcs().filter((rpc) => rpc === 'POST tools/list').length;
    await session.listTools();
    await session.listTools();
    expect(lists()).toBe(1);
    expect(await signIn()).toMatchObject({ state: 'signed-in' });
    await session.listTools();
    expect(lists()).toBe(2);
  });

  it('the MCP server gets more scopes from the user for one call, which waits while others continue', async () => {
    const client = await connect();
    await signIn();
    const session = await client.mcp();
    const waiting = session.callTool('write');
    await vi.waitFor(() =>
      expect(notices).toMatchObject([{ kind: 'needs-reconnect', why: 'scopes-missing' }]),
    );
    expect(await codeOf(session.callTool('tell'))).toBe('no error');
    expect(await view()).toMatchObject({ signIn: { state: 'signed-in', wantedScopes: ['read', 'write'] } });
    await signIn();
    expect(textOf(await waiting)).toBe('written');
    expect(new URL(opened[1] ?? '').searchParams.get('scope')?.split(' ')).toEqual(
      expect.arrayContaining(['read', 'write']),
    );
    // The client is the one of the first sign-in.
    expect(oidc.asked.filter(({ path }) => path === '/reg')).toHaveLength(1);
    expect((await view())?.signIn?.wantedScopes).toBeUndefined();
  });

  it.each<[string, () => object, string]>([
    ['is about another server', () => ({ resource: 'https://elsewhere.example/mcp' }), 'resource-refused'],
    ['is about another path of this one', () => ({ resource: `${mcp.url}/other` }), 'resource-refused'],
    ['names nobody', () => ({ authorization_servers: [] }), 'discovery-failed'],
    ['names a script', () => ({ authorization_servers: ['javascript:alert(1)'] }), 'endpoint-refused'],
    ['names a file', () => ({ authorization_servers: ['file:///etc/passwd'] }), 'endpoint-refused'],
    ['names an option', () => ({ authorization_servers: ['--flag'] }), 'endpoint-refused'],
    [
      'names a plain host out there',
      () => ({ authorization_servers: ['http://login.example'] }),
      'endpoint-refused',
    ],
    [
      'names one with a query',
      () => ({ authorization_servers: [`${oidc.origin}/?x=1`] }),
      'endpoint-refused',
    ],
    ['is not what it should be', () => ({ authorization_servers: 'x' }), 'discovery-failed'],
  ])('whose metadata %s sends nobody anywhere', async (_what, said, why) => {
    metadata = said();
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why });
    expect([opened, oidc.asked]).toEqual([[], []]);
  });

  it.each<[string, (own: Record<string, unknown>) => object, string]>([
    ['is another’s', () => ({ issuer: 'https://elsewhere.example' }), 'issuer-mismatch'],
    [
      'has its page elsewhere',
      () => ({ authorization_endpoint: 'https://elsewhere.example/auth' }),
      'endpoint-refused',
    ],
    [
      'has a page for a shell',
      ({ issuer }) => ({ authorization_endpoint: `${issuer}/$(calc)` }),
      'endpoint-refused',
    ],
    [
      'has a page that is a script',
      () => ({ authorization_endpoint: 'javascript:alert(1)' }),
      'endpoint-refused',
    ],
    [
      'takes tokens elsewhere',
      () => ({ token_endpoint: 'https://elsewhere.example/token' }),
      'endpoint-refused',
    ],
    [
      'registers elsewhere',
      () => ({ registration_endpoint: 'https://elsewhere.example/reg' }),
      'endpoint-refused',
    ],
    ['knows no PKCE', () => ({ code_challenge_methods_supported: undefined }), 'pkce-missing'],
    ['knows plain PKCE only', () => ({ code_challenge_methods_supported: ['plain'] }), 'pkce-missing'],
    ['registers nobody', () => ({ registration_endpoint: undefined }), 'client-missing'],
  ])(
    'whose authorization server’s metadata %s: the sign-in fails before a page is opened',
    async (_what, change, why) => {
      const own = (await (await fetch(`${oidc.origin}/.well-known/openid-configuration`)).json()) as Record<
        string,
        unknown
      >;
      oidc.instead = ({ url = '' }) =>
        url.startsWith('/.well-known/')
          ? { status: 200, body: JSON.stringify({ ...own, ...change(own) }) }
          : undefined;
      await connect();
      expect(await signIn()).toMatchObject({ state: 'failed', why });
      expect(opened).toEqual([]);
    },
  );

  it('a registration answered with broken JSON is neither shown nor logged', async () => {
    oidc.instead = ({ url }) =>
      url === '/reg' ? { status: 201, body: '{"client_secret":canary7}' } : undefined;
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'not-json' });
    expect(broker.logged.join('\n')).not.toContain('canary7');
    expect(opened).toEqual([]);
  });

  it('broken metadata from before 2025-06-18 is reported as such', async () => {
    mcp.instead = ({ url }) => {
      if (url === '/.well-known/oauth-authorization-server') return { status: 200, body: '{"issuer":' };
      return { status: url?.startsWith('/.well-known/') ? 404 : 401, body: '{}' };
    };
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'not-json' });
    expect(opened).toEqual([]);
  });
});
