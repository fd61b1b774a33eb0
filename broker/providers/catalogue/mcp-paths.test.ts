import type { ConnectionProvider } from '@valetkey/api-contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { connected } from '../../checks/fixtures/connected.ts';
import { signInTo } from '../../checks/fixtures/sign-in-to.ts';
import { visit } from '../../oauth/fixtures/form-browser.ts';
import { startGuardedMcp } from '../../oauth/fixtures/guarded-mcp.ts';
import { startOidc } from '../../oauth/fixtures/oidc-server.ts';
import { builtIn } from '../built-in.ts';

/** Each entry whose MCP server is reached over HTTP, and signs in as the server says. */
const discovered = builtIn.flatMap(({ id, read }) => {
  const provider = read();
  const { auth, mcp } = provider;
  return auth.kind === 'oauth2' &&
    auth.discovery !== undefined &&
    mcp !== undefined &&
    mcp.transport !== 'stdio'
    ? [[id, provider, mcp.path] as const]
    : [];
});
/** What a user would type where the path is a field of its own. */
const typedPath = '/v1/tools/mcp';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const signedIn = async (
  { auth, fields, mcp }: ConnectionProvider,
  declaredPath: string,
  clientId?: string,
) => {
  const path = declaredPath === '{path}' ? typedPath : declaredPath;
  const own = fields.filter(({ type }) => type !== 'url');
  const server = await startGuardedMcp(
    () => oidc.origin,
    () => ({}),
    path,
  );
  const oidc = await startOidc({
    resource: `${server.url}${path}`,
    // A server that knows a client of the user's own registers nobody.
    registration: clientId === undefined,
  });
  closing.push(
    () => server.stop(),
    () => oidc.close(),
  );
  const plain = { url: server.url, path, clientId };
  const one = await connected(
    {
      fields: [
        { id: 'url', type: 'url' },
        ...own.map((field) => ({ ...field, required: field.id === 'path' })),
      ],
      auth: { ...auth },
      mcp: { ...mcp },
    },
    {
      fields: Object.fromEntries(
        Object.entries(plain).filter(
          (entry): entry is [string, string] =>
            entry[1] !== undefined && (entry[0] === 'url' || own.some(({ id }) => id === entry[0])),
        ),
      ),
      secrets: {},
    },
    { openInSystemBrowser: async (address) => void visit(address).catch(() => undefined) },
  );
  closing.push(() => one.close());
  const { connectionId } = one;
  return { one, server, path, progress: await signInTo(connectionId, one.settings) };
};

test('every MCP server of the catalogue that one signs in to is here', () => {
  expect(discovered.map(([id]) => id).sort()).toEqual([
    'atlassian-mcp',
    'github-mcp-oauth',
    'linear-mcp',
    'mcp-oauth',
    'notion-mcp',
    'sentry-mcp',
    'stripe-mcp',
  ]);
});

describe.each(discovered)('%s', (id, provider, declaredPath) => {
  test('the provider signs in at a real authorization server and opens a session at the service’s own path', async () => {
    const clientId = id === 'github-mcp-oauth' ? 'native' : undefined;
    const { one, server, path, progress } = await signedIn(provider, declaredPath, clientId);
    expect(progress).toMatchObject({ state: 'signed-in' });
    const session = await one.client.mcp();
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['tell', 'write']);
    expect(server.tokens.length).toBeGreaterThan(0);
    const [connection] = (await one.settings.listConnections()).connections;
    expect(connection?.signsInAt?.resource ?? '').toBe(`${server.url}${path}`);
  });
});

test('a client that the user named signs in at any MCP server, where the server registers none', async () => {
  const [, provider, path] = discovered.find(([id]) => id === 'mcp-oauth') ?? [];
  if (provider === undefined || path === undefined) throw new Error('it is in the catalogue');
  const { one, progress } = await signedIn(provider, path, 'native');
  expect(progress).toMatchObject({ state: 'signed-in' });
  expect((await (await one.client.mcp()).listTools()).length).toBe(2);
});
