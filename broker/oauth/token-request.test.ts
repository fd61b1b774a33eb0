import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../network/fixtures/serving.ts';
import { builtIn } from '../providers/built-in.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

const accessToken = 'canary-access-5kV8rQw2Zn';
const refreshToken = 'canary-refresh-9bT3xLm7Pq';
const clientSecret = 'canary-client-secret-4Hd6sYc1';
const pair = `Basic ${Buffer.from(`app:${clientSecret}`).toString('base64')}`;

let broker: SigningIn;
afterEach(() => broker?.close());

type Asked = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string };

/** A service with a token endpoint of its own shape. Its token opens its API. */
const service = async (token: (asked: Asked) => { status?: number; body: unknown } | undefined) => {
  const asked: Asked[] = [];
  const served = await serve((request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { url = '', headers } = request;
      const one = {
        path: new URL(url, 'http://x').pathname,
        headers,
        body: Buffer.concat(pieces).toString(),
      };
      if (one.path === '/api/whoami') {
        const known = [headers.authorization, headers['x-shopify-access-token']].some((value) =>
          [accessToken, `Bearer ${accessToken}`].includes(String(value)),
        );
        response.writeHead(known ? 200 : 401).end('{}');
        return;
      }
      asked.push(one);
      const answer = token(one) ?? { status: 400, body: { error: 'invalid_request' } };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  return { asked, url: served.text };
};

/** The person agrees at once: the browser comes back with a code. */
const agree = (address: string): Promise<unknown> => {
  const { searchParams } = new URL(address);
  const back = new URL(searchParams.get('redirect_uri') ?? '');
  back.searchParams.set('code', 'a-code-1');
  back.searchParams.set('state', searchParams.get('state') ?? '');
  return fetch(back);
};

const declared = (id: string) => {
  const auth = builtIn.find((one) => one.id === id)?.read().auth;
  if (auth?.kind !== 'oauth2') throw new Error(`${id} does not sign in by OAuth 2`);
  return auth;
};
/** The catalogue's own entry, at the test's server. */
const signing = async (id: string, url: string, more: object = {}) => {
  const auth = declared(id);
  const at = (endpoint: string | undefined) =>
    endpoint === undefined ? undefined : `{url}${new URL(endpoint.replace('{url}', 'https://x')).pathname}`;
  const { authorization, token, revocation } = auth.endpoints ?? {};
  broker = await signingInBroker(
    url,
    {
      ...auth,
      issuer: undefined,
      flows: auth.flows.filter((flow) => flow !== 'deviceCode'),
      endpoints: { authorization: at(authorization), token: at(token), revocation: at(revocation) },
      origins: [],
      client: { ...auth.client, id: 'app', secret: 'secret' },
      redirect: { host: auth.redirect.host, path: auth.redirect.path },
      ...more,
    },
    {},
    agree,
  );
  const { id: connectionId } = await broker.connect({ secrets: { secret: clientSecret } });
  return connectionId;
};

describe('token endpoints that differ from the standard', () => {
  test('Notion: the client signs in, renews and signs out with JSON', async () => {
    const { asked, url } = await service(({ path, headers, body }) => {
      if (headers.authorization !== pair || headers['content-type'] !== 'application/json') return undefined;
      const said = JSON.parse(body);
      if (path === '/v1/oauth/revoke') return Object.keys(said).join() === 'token' ? { body: {} } : undefined;
      const isCode =
        said.grant_type === 'authorization_code' && said.code === 'a-code-1' && said.redirect_uri;
      if (!isCode && said.refresh_token !== refreshToken) return undefined;
      const names = { bot_id: 'b', workspace_id: 'w', owner: { type: 'user' }, request_id: 'r' };
      return {
        body: { access_token: accessToken, token_type: 'bearer', refresh_token: refreshToken, ...names },
      };
    });
    const connectionId = await signing('notion-oauth', url);
    expect(await broker.signIn(connectionId, 'authorizationCode')).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(await broker.settings.signOut({ connectionId })).toMatchObject({ revoked: 'yes' });
    expect(asked.map(({ path }) => path)).toEqual([
      ...['/v1/oauth/token', '/v1/oauth/revoke', '/v1/oauth/revoke'],
    ]);
  });

  test('Zoom: an application signs in for an account, with a grant of Zoom’s own', async () => {
    const { asked, url } = await service(({ headers, body }) => {
      const said = new URLSearchParams(body);
      const isRight =
        said.get('grant_type') === 'account_credentials' && said.get('account_id') === 'Acme-1_x';
      if (headers.authorization !== pair || !isRight) return undefined;
      const answer = {
        token_type: 'bearer',
        expires_in: 3600,
        scope: 'user:read:user',
        api_url: 'https://api.zoom.us',
      };
      return { body: { access_token: accessToken, ...answer } };
    });
    const { tokenRequest } = declared('zoom-server');
    expect(tokenRequest?.parameters).toEqual({ account_id: '{accountId}' });
    const connectionId = await signing('zoom-server', url, {
      tokenRequest: { ...tokenRequest, parameters: { account_id: 'Acme-1_x' } },
    });
    expect(await broker.signIn(connectionId, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  test('Shopify: an application of the shop signs in, and a token without a type goes into its own header', async () => {
    const { asked, url } = await service(({ path, headers, body }) => {
      const said = new URLSearchParams(body);
      const isRight =
        path === '/admin/oauth/access_token' &&
        headers.authorization === undefined &&
        said.get('grant_type') === 'client_credentials' &&
        said.get('client_id') === 'app' &&
        said.get('client_secret') === clientSecret;
      if (!isRight) return undefined;
      return {
        body: { access_token: accessToken, scope: 'read_products,write_products', expires_in: 86_399 },
      };
    });
    const connectionId = await signing('shopify-app', url);
    expect(await broker.signIn(connectionId, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    const view = await broker.settings.getConnection({ connectionId });
    expect(view.signIn?.scopes).toEqual(['read_products', 'write_products']);
    expect(asked).toHaveLength(1);
  });

  test.each(['user', 'bot', 'Bearer', undefined])('Slack: a token of type %j is used', async (type) => {
    const { url } = await service(() => ({
      body: {
        ok: true,
        app_id: 'A1',
        access_token: accessToken,
        token_type: type,
        scope: 'users:read,channels:read',
      },
    }));
    const connectionId = await signing('slack-oauth', url);
    expect(await broker.signIn(connectionId, 'authorizationCode')).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    const view = await broker.settings.getConnection({ connectionId });
    expect(view.signIn?.scopes).toEqual(['users:read', 'channels:read']);
  });

  test('Slack: a refusal with status 200 is a refusal', async () => {
    const { url } = await service(() => ({ body: { ok: false, error: 'invalid_client_id' } }));
    const connectionId = await signing('slack-oauth', url);
    expect(await broker.signIn(connectionId, 'authorizationCode')).toMatchObject({ state: 'failed' });
    await expect(broker.fetch('/api/whoami')).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('a token of a type that nobody knows is not used', async () => {
    const { url } = await service(() => ({ body: { access_token: accessToken, token_type: 'mac' } }));
    const connectionId = await signing('slack-oauth', url);
    expect(await broker.signIn(connectionId, 'authorizationCode')).toMatchObject({ state: 'failed' });
  });

  test('every service with such an endpoint, or at which an application signs in, has its test here', () => {
    const odd = builtIn.flatMap(({ id, read }) => {
      const { auth } = read();
      if (auth.kind !== 'oauth2' || id === 'oauth2') return [];
      return auth.tokenRequest !== undefined || auth.flows[0] === 'clientCredentials' ? [id] : [];
    });
    expect(odd.sort()).toEqual(['azure-openai-app', 'notion-oauth', 'shopify-app', 'zoom-server']);
  });

  test('Azure: an application signs in for the scope of its models', async () => {
    const { asked, url } = await service(({ path, body }) => {
      const said = new URLSearchParams(body);
      const isRight =
        path.endsWith('/oauth2/v2.0/token') &&
        said.get('grant_type') === 'client_credentials' &&
        said.get('scope') === 'https://ai.azure.com/.default';
      return isRight
        ? { body: { token_type: 'Bearer', expires_in: 3599, access_token: accessToken } }
        : undefined;
    });
    const connectionId = await signing('azure-openai-app', url, {
      endpoints: { token: '{url}/tenant/oauth2/v2.0/token' },
    });
    expect(await broker.signIn(connectionId, 'clientCredentials')).toMatchObject({ state: 'signed-in' });
    expect((await broker.fetch('/api/whoami')).status).toBe(200);
    expect(asked).toHaveLength(1);
  });
});
