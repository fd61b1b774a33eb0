import { english } from '../../contracts/texts/say.ts';
import { parseOrigin } from '../../network/origin.ts';
import { makeSecret } from '../vault/plaintext.ts';
import type { Secret } from '../vault/secret.ts';
import { discoverForMcp, type SignInDiscovery } from './discover-for-mcp.ts';
import type { Discovered } from './discovered.ts';
import type { ServerMetadata } from './find-server.ts';
import { type AskingPowers, makeGuardedFetch } from './guarded-fetch.ts';
import { listenOnLoopback } from './loopback-listener.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';
import { chooseClient } from './register-client.ts';
import { readTokens } from './token-set.ts';

/** Everything filled in that the MCP server says, or has said. */
export type DiscoveredSetup = {
  readonly setup: OauthSetup;
  readonly saved: ServerMetadata;
  readonly discovered: Discovered;
  /** What the server asks for; of a sign-in that there was nothing is asked again. */
  readonly scopes: readonly string[];
};

/** A sign-in: the server is asked again, and we are who we were there before where the issuer is the same. */
export async function discover(
  oauth: OauthSetup & { readonly discovery: SignInDiscovery },
  before:
    | {
        readonly server: ServerMetadata;
        readonly discovered: Discovered;
        readonly tokens: Secret | undefined;
      }
    | undefined,
  hasSecret: boolean,
  powers: AskingPowers,
): Promise<DiscoveredSetup> {
  const { endpoint, home, document } = oauth.discovery;
  const found = await discoverForMcp(endpoint, home, oauth.origins, powers);
  const { server, resource, announced } = found;
  const changed = before !== undefined && before.server.issuer !== server.issuer;
  // What the user typed in is for who let them in before. Some flows show nobody's page, so nobody would see another.
  if (changed && hasSecret) throw new OauthError('issuer-changed');
  // With the tokens, the secret of a client that was registered for them is lost.
  const same = changed || before?.tokens === undefined ? undefined : before;
  const port = same?.discovered.registeredPort;
  if (same !== undefined && (port === undefined || (await isFree(oauth.redirect, port)))) {
    const discovered = { ...same.discovered, announced };
    if (resource !== undefined) discovered.resource = resource;
    return { ...rebuilt(oauth, server, discovered, same.tokens, found.origins), scopes: scopesFor(found) };
  }
  const registeredPort = await freePort(oauth.redirect);
  const { host, path } = oauth.redirect;
  const client = await chooseClient(
    server,
    {
      id: oauth.clientId === '' ? undefined : oauth.clientId,
      hasSecret,
      authentication: oauth.clientAuthentication === 'none' ? 'basic' : oauth.clientAuthentication,
      document,
      redirectUri: `http://${host}:${registeredPort}${path}`,
    },
    makeGuardedFetch({ ...powers, origins: found.origins }),
  );
  const discovered: Discovered = {
    announced,
    clientId: client.id,
    authentication: client.authentication,
    registeredPort: client.registered && registeredPort,
    resource,
  };
  const { setup, saved } = rebuilt(oauth, server, discovered, undefined, found.origins);
  const registeredSecret = client.registered?.secret;
  return {
    saved,
    discovered,
    scopes: scopesFor(found),
    setup: registeredSecret === undefined ? setup : { ...setup, registeredSecret },
  };
}

/** A renewal or a revocation: at the server that gave the tokens, as the client that got them, and nowhere else. */
export const rediscover = (
  oauth: OauthSetup,
  server: ServerMetadata,
  discovered: Discovered,
  tokens: Secret,
): DiscoveredSetup => {
  const issuer = parseOrigin(new URL(server.issuer).origin);
  const origins = [...(issuer.ok ? [issuer.origin] : []), ...oauth.origins];
  return { ...rebuilt(oauth, server, discovered, tokens, origins), scopes: [] };
};

const rebuilt = (
  oauth: OauthSetup,
  server: ServerMetadata,
  discovered: Discovered,
  tokens: Secret | undefined,
  origins: OauthSetup['origins'],
): Omit<DiscoveredSetup, 'scopes'> => {
  const { announced, clientId, authentication, registeredPort, resource } = discovered;
  const secret = tokens === undefined ? undefined : readTokens(tokens).clientSecret;
  const setup: OauthSetup = {
    ...oauth,
    clientId,
    clientAuthentication: authentication,
    origins,
    resource,
    issuer: announced ? server.issuer : undefined,
    redirect: registeredPort === undefined ? oauth.redirect : { ...oauth.redirect, port: registeredPort },
    registeredSecret: secret === undefined ? undefined : makeSecret(secret),
  };
  return { setup, saved: server, discovered };
};

/** A refresh token is asked for where the server says how (OpenID Connect Core, 11; SEP-2207). */
const scopesFor = ({ scopes, server }: Awaited<ReturnType<typeof discoverForMcp>>): readonly string[] =>
  server.scopes_supported?.includes('offline_access') === true
    ? [...new Set([...scopes, 'offline_access'])]
    : scopes;

const freePort = async (redirect: OauthSetup['redirect']): Promise<number> => {
  const listener = await listenOnLoopback(redirect, 'none', english);
  listener.close();
  return Number(new URL(listener.redirectUri).port);
};
const isFree = (redirect: OauthSetup['redirect'], port: number): Promise<boolean> =>
  freePort({ ...redirect, port }).then(
    () => true,
    () => false,
  );
