import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionId } from '@valetkey/api-contracts';
import { type ConnectionClient, textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestBroker,
  type TestExtension,
} from '../checks/fixtures/broker-in-folder.ts';
import { signInTo } from '../checks/fixtures/sign-in-to.ts';
import type { Notice } from '../powers.ts';
import { startGuardedMcp } from './fixtures/guarded-mcp.ts';
import { clientSecret, type Instead, type OidcServer, startOidc } from './fixtures/oidc-server.ts';
import { organizationProvider } from './fixtures/organization-provider.ts';
import { applicationId, startStandInIdentityProvider } from './fixtures/stand-in-identity-provider.ts';
import { jwtBearer } from './fixtures/vouched-grant.ts';

const hourMs = 3_600_000;
const access = { mcpTools: ['*'] };

/**
 * A real MCP server behind a real oidc-provider, and a stand-in for the identity provider, whose clock and the
 * broker's are set forward together.
 */
describe('an identity provider vouches for the user (SEP-990)', () => {
  let idp: Awaited<ReturnType<typeof startStandInIdentityProvider>>;
  let mcp: Awaited<ReturnType<typeof startGuardedMcp>>;
  let oidc: OidcServer;
  let broker: TestBroker;
  /** Held on to: its port is collected, and closed, with it. */
  let extension: TestExtension;
  let client: ConnectionClient;
  let connectionId: ConnectionId;
  let idToken: string;
  let aheadMs = 0;
  const opened: string[] = [];
  const notices: Notice[] = [];

  beforeEach(async () => {
    for (const list of [opened, notices]) list.length = 0;
    aheadMs = 0;
    const now = () => Date.now() + aheadMs;
    idp = await startStandInIdentityProvider(now);
    mcp = await startGuardedMcp(() => oidc.origin);
    oidc = await startOidc({ resource: `${mcp.url}/mcp`, vouchedBy: idp.origin });
    broker = await brokerInFolder({
      now,
      openInSystemBrowser: async (url) => void opened.push(url),
      notice: (notice) => notices.push(notice),
    });
    // A handle that is allowed once lasts an hour, and clocks are moved here.
    broker.answer = answering('always');
    idToken = await idp.idToken(2 * 3600);
  });
  afterEach(async () => {
    await broker.close();
    await Promise.all([mcp.stop(), oidc.close(), idp.close()]);
  });

  const connect = async (identityProvider?: object): Promise<void> => {
    const provider = organizationProvider(identityProvider);
    const asking = { provider: 'acme.worker/work', reason: 'For tests.', access };
    extension = broker.attach(
      extensionNamed('worker', {
        contributes: { connectionProviders: [provider], connectionRequests: [asking] },
      }),
    );
    const created = await broker.settings.createConnection({
      providerId: 'acme.worker/work',
      scope: 'user',
      displayName: 'Work',
      fields: { url: mcp.url, idp: idp.origin },
      secrets: { secret: clientSecret, idToken },
    } as never);
    connectionId = created.id;
    client = extension.connections.use(await extension.connections.request(asking as never));
  };
  const signIn = () => signInTo(connectionId, broker.settings);
  const tell = async (): Promise<string> => textOf(await (await client.mcp()).callTool('tell'));
  const view = () => broker.settings.getConnection({ connectionId });
  /** Everything that was sent to servers other than the identity provider. */
  const toldElsewhere = (): string => JSON.stringify([oidc.asked, mcp.seen, mcp.tokens]);

  it('the assertion for the ID token is exchanged for a token, and no browser opens', async () => {
    await connect();
    expect(await signIn()).toMatchObject({ state: 'signed-in' });
    expect(await tell()).toBe('Bearer [redacted]');
    expect(await view()).toMatchObject({ signIn: { state: 'signed-in', renews: true } });
    expect(opened).toEqual([]);
    expect(idp.exchanges().map((form) => [form.get('audience'), form.get('resource')])).toEqual([
      [oidc.origin, `${mcp.url}/mcp`],
    ]);
    expect(oidc.grants(jwtBearer)).toBe(1);
  });

  it('the prompt names the one address that gets the ID token', async () => {
    await connect();
    expect(broker.prompts[0]?.choices[0]?.authority.signIn).toMatchObject({
      origins: [],
      identityProvider: { at: [idp.origin], client: applicationId },
    });
  });

  it('the identity provider alone sees the ID token, and none of the authorization server’s values', async () => {
    await connect({ token: '{idp}/token' });
    await signIn();
    await tell();
    expect(idp.exchanges()[0]?.get('subject_token') === idToken).toBe(true);
    expect(toldElsewhere().includes(idToken)).toBe(false);
    const told = JSON.stringify(idp.asked);
    const secrets = [clientSecret, encodeURIComponent(clientSecret), ...mcp.tokens];
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    expect(/authorization/i.test(told)).toBe(false);
  });

  it('a renewal asks both servers again', async () => {
    await connect();
    await signIn();
    await tell();
    aheadMs = hourMs;
    expect(await tell()).toBe('Bearer [redacted]');
    expect([idp.exchanges().length, oidc.grants(jwtBearer), oidc.grants('refresh_token')]).toEqual([2, 2, 0]);
  });

  it('an expired ID token ends the sign-in after one request, and a new one completes the call', async () => {
    await connect();
    await signIn();
    await tell();
    aheadMs = 3 * hourMs;
    const waiting = Promise.all([tell(), tell(), tell()]);
    await vi.waitFor(() =>
      expect(notices).toMatchObject([{ kind: 'needs-reconnect', why: 'id-token-ended' }]),
    );
    expect(await view()).toMatchObject({ signIn: { state: 'needs-reconnect', why: 'id-token-ended' } });
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'id-token-ended' });
    // One that found out, one that the user made: calls that wait ask nobody.
    expect([idp.exchanges().length, oidc.grants(jwtBearer)]).toEqual([3, 1]);
    idToken = await idp.idToken();
    await broker.settings.replaceSecret({ connectionId, secrets: { idToken }, testFirst: false });
    expect(await signIn()).toMatchObject({ state: 'signed-in' });
    expect(await waiting).toEqual(Array(3).fill('Bearer [redacted]'));
    expect(notices).toHaveLength(1);
  });

  const error = (name: string, status = 400): Instead => ({
    status,
    // A server that quotes what it was given.
    body: JSON.stringify({ error: name, error_description: `not with ${idToken}` }),
  });
  const assertion = (issued: string, type: string, token = idToken): Instead => ({
    status: 200,
    body: JSON.stringify({
      issued_token_type: `urn:ietf:params:oauth:token-type:${issued}`,
      token_type: type,
      access_token: token,
    }),
  });
  const other = 'canary-of-the-provider-4Qn7Rw2ZkT';
  it.each<[string, () => Instead, string]>([
    ['an invalid grant', () => error('invalid_grant'), 'id-token-ended'],
    ['an invalid request, as RFC 8693 has it', () => error('invalid_request'), 'id-token-ended'],
    ['no access for this user', () => error('access_denied'), 'denied'],
    ['a client it does not know', () => error('invalid_client', 401), 'client-refused'],
    ['a server it does not know', () => error('invalid_target'), 'resource-refused'],
    ['an internal problem', () => error('invalid_request', 503), 'server-error'],
    ['a page', () => ({ status: 200, body: '<html>' }), 'not-json'],
    ['an access token of its own', () => assertion('access_token', 'Bearer'), 'token-refused'],
    ['an access token that is called an assertion', () => assertion('id-jag', 'Bearer'), 'token-refused'],
    ['another token by its name', () => assertion('access_token', 'N_A', other), 'token-refused'],
    [
      'another token that is called an assertion',
      () => assertion('id-jag', 'Bearer', other),
      'token-refused',
    ],
    ['the ID token again, called an assertion', () => assertion('id-jag', 'N_A'), 'token-refused'],
    ['the ID token again, by its name', () => assertion('id_token', 'N_A'), 'token-refused'],
  ])(
    'it answers %s: nothing goes to the authorization server, and no message tells why in its words',
    async (_what, answer, why) => {
      idp.instead = (path) => (path === '/token' ? answer() : undefined);
      await connect();
      const ended = await signIn();
      expect(ended).toMatchObject({ state: 'failed', why });
      expect(oidc.asked.filter(({ method }) => method === 'POST')).toEqual([]);
      const { entries } = await broker.settings.listAudit({});
      const messages = JSON.stringify([ended, broker.logged, notices, entries, await view()]);
      expect(messages.includes(idToken)).toBe(false);
      for (const file of readdirSync(broker.folder, { recursive: true, withFileTypes: true }))
        if (file.isFile())
          expect(readFileSync(join(file.parentPath, file.name)).includes(idToken)).toBe(false);
    },
  );

  it('a document that names a token endpoint elsewhere gets no ID token', async () => {
    idp.instead = (path) =>
      path === '/.well-known/openid-configuration'
        ? {
            status: 200,
            body: JSON.stringify({ issuer: idp.origin, token_endpoint: `${oidc.origin}/token` }),
          }
        : undefined;
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'endpoint-refused' });
    expect(oidc.asked.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(idp.exchanges()).toEqual([]);
  });

  it('an authorization server that names the identity provider gets neither assertion nor client secret', async () => {
    oidc.instead = ({ url = '' }) =>
      url.startsWith('/.well-known/')
        ? {
            status: 200,
            body: JSON.stringify({ issuer: oidc.origin, token_endpoint: `${idp.origin}/token` }),
          }
        : undefined;
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'endpoint-refused' });
    expect(idp.asked).toEqual([]);
  });

  it('a refused assertion fails the sign-in, and is in no message', async () => {
    oidc.instead = ({ url }, body) =>
      url === '/token'
        ? { status: 400, body: JSON.stringify({ error: 'invalid_grant', error_description: body }) }
        : undefined;
    await connect();
    expect(await signIn()).toMatchObject({ state: 'failed', why: 'invalid-grant' });
    const said = new URLSearchParams(oidc.asked.at(-1)?.body).get('assertion') ?? '';
    expect(said).not.toBe('');
    expect(JSON.stringify([broker.logged, notices]).includes(said)).toBe(false);
  });
});
