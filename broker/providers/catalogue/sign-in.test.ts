import type { ConnectionProvider, Oauth2Auth } from '@valetkey/api-contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { clientSecret, type OidcServer, startOidc } from '../../oauth/fixtures/oidc-server.ts';
import { type SigningIn, signingInBroker } from '../../oauth/fixtures/signing-in-broker.ts';
import { builtIn } from '../built-in.ts';
import { documented } from './fixtures/documented.ts';
import { filled } from './fixtures/signed-in.ts';

/** Signs in at a real oidc-provider that has the service's paths, scopes, client and redirect. */
const signingIn = builtIn.flatMap(({ id, read }) => {
  const provider = read();
  const { auth } = provider;
  // Where an application signs in by itself: ../../oauth/token-request.test.ts.
  const isForPeople = auth.kind === 'oauth2' && auth.flows.some((flow) => flow !== 'clientCredentials');
  return isForPeople && auth.discovery === undefined && provider.test !== undefined
    ? [[id, provider, auth] as const]
    : [];
});

let server: OidcServer;
let broker: SigningIn;
afterEach(async () => {
  await broker?.close();
  await server?.close();
});

/** A service's address with its fields in place, as its path at the test's own server. */
const pathOf = (template: string, fields: Readonly<Record<string, string>>): string => {
  const address = filled(template, fields);
  return new URL(address.startsWith('/') ? `http://x${address}` : address).pathname;
};

const routeNames = {
  authorization: 'authorization',
  token: 'token',
  deviceAuthorization: 'device_authorization',
  revocation: 'revocation',
} as const;

const start = async (provider: ConnectionProvider, auth: Oauth2Auth) => {
  const { fields } = documented(provider.id);
  const paths = Object.entries(auth.endpoints ?? {}).flatMap(([name, template]) =>
    template === undefined ? [] : [[name, pathOf(template, { url: '', ...fields })] as const],
  );
  const routes = Object.fromEntries(
    paths.map(([name, path]) => [routeNames[name as keyof typeof routeNames], path]),
  );
  const isPublic = !provider.fields.some(({ id, required }) => id === auth.client.secret && required);
  const authentication = auth.client.authentication === 'post' ? 'client_secret_post' : 'client_secret_basic';
  const { host, path } = auth.redirect;
  server = await startOidc({
    shaped: {
      routes,
      scopes: [...new Set(['openid', 'offline_access', ...auth.scopes])],
      scopeSeparator: auth.scopeSeparator,
      authentication: isPublic ? 'none' : authentication,
      redirect: `http://${host}${path}`,
    },
  });
  broker = await signingInBroker(server.origin, {
    ...auth,
    issuer: auth.issuer === undefined ? undefined : '{url}',
    endpoints: Object.fromEntries(paths.map(([name, at]) => [name, `{url}${at}`])),
    origins: [],
    client: { ...auth.client, id: 'app', secret: isPublic ? undefined : 'secret' },
    // Whichever is free here: tests run at once.
    redirect: { host, path },
    // This server takes forms; ../../oauth/token-request.test.ts has one that takes JSON.
    tokenRequest: undefined,
  });
  return { routes, connection: await broker.connect({ secrets: isPublic ? {} : { secret: clientSecret } }) };
};

test('every service that one signs in to is here', () => {
  expect(signingIn.length).toBeGreaterThanOrEqual(12);
});

describe.each(signingIn)('%s', (_id, provider, auth) => {
  test.each(auth.flows.filter((flow) => flow !== 'clientCredentials'))(
    'the provider signs in by %s at the service’s paths, with its scopes and as its client',
    async (flow) => {
      const { routes, connection } = await start(provider, auth);
      expect(await broker.signIn(connection.id, flow)).toMatchObject({ state: 'signed-in' });
      expect((await broker.fetch('/api/whoami')).status).toBe(200);
      const asked = server.asked.map(({ path }) => path);
      expect(asked).toContain(routes['token'] ?? '/token');
      if (flow === 'authorizationCode') {
        const opened = new URL(broker.opened[0] ?? '');
        expect(opened.pathname).toBe(routes['authorization'] ?? '/auth');
        expect(opened.searchParams.get('scope') ?? '').toBe(auth.scopes.join(auth.scopeSeparator));
        expect(opened.searchParams.get('code_challenge_method')).toBe('S256');
        for (const [name, value] of Object.entries(auth.authorizationParameters))
          expect([name, opened.searchParams.get(name)]).toEqual([name, value]);
      }
      expect(connection.signsInAt?.origins).toEqual([server.origin]);
    },
  );

  test('a sign-out is sent to the service only if the provider declares an endpoint for it', async () => {
    const { routes, connection } = await start(provider, auth);
    await broker.signIn(connection.id, auth.flows[0]);
    const { signIn } = await broker.settings.getConnection({ connectionId: connection.id });
    const { revoked } = await broker.settings.signOut({ connectionId: connection.id });
    const offered = auth.endpoints?.revocation !== undefined || auth.issuer !== undefined;
    expect([signIn?.revokes, revoked]).toEqual([offered, offered ? 'yes' : 'not-offered']);
    const told = server.asked.some(({ path }) => path === (routes['revocation'] ?? '/token/revocation'));
    expect(told).toBe(offered);
    // Where the service is not told, the user is.
    if (!offered) expect(provider.revocation).toBeDefined();
  });
});
