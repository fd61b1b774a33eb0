import { urlOf } from '@valetkey/api-contracts';
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { decideDestination } from '../../network/destination.ts';
import { readInside } from '../../network/inside-answer.ts';
import { type Origin, originText, parseOrigin } from '../../network/origin.ts';
import { version } from '../../version.ts';
import { parameter, scopesIn } from './challenge.ts';
import { type ServerMetadata, serverMetadata } from './find-server.ts';
import { type AskingPowers, type GuardedFetch, makeGuardedFetch } from './guarded-fetch.ts';
import { isJson, jsonIn } from './json-answer.ts';
import { OauthError } from './oauth-error.ts';

/** What is known of a sign-in before the MCP server is asked about it. */
export type SignInDiscovery = {
  readonly endpoint: URL;
  readonly home: Origin;
  /** Where a client id is written down, for servers that read it there. */
  readonly document: string | undefined;
};

/** What an MCP server says about who may let somebody in (MCP 2025-11-25 and 2026-07-28, Authorization). */
export type McpDiscovery = {
  readonly server: ServerMetadata;
  /** Where codes, client secrets and refresh tokens may go: the issuer, and what the provider declared. */
  readonly origins: readonly Origin[];
  /** RFC 8707: whom the token is for. Undefined where the server has no metadata of its own (before 2025-06-18). */
  readonly resource: string | undefined;
  /** What the server's challenge asked for, or all that it knows. Empty: none is asked for. */
  readonly scopes: readonly string[];
  /** False where there is no metadata, and endpoints are where they were before 2025-06-18. */
  readonly announced: boolean;
};

const text = z.string().max(2000);
/** What of RFC 9728 is used. */
const resourceMetadata = z.object({
  resource: text,
  authorization_servers: z.array(text).max(20).optional(),
  scopes_supported: z.array(z.string().max(200)).max(200).optional(),
});

/**
 * Asks the server at `endpoint` without a token, reads its protected-resource metadata, and then the metadata of the
 * authorization server that it names. What they name is judged before anything is sent there: the metadata must be the
 * server's own and about this endpoint; an issuer on this machine, or in its network, only where the server is there too.
 */
export async function discoverForMcp(
  endpoint: URL,
  home: Origin,
  declared: readonly Origin[],
  powers: AskingPowers,
): Promise<McpDiscovery> {
  const atHome = makeGuardedFetch({ ...powers, origins: [home] });
  const challenge = await probe(endpoint, home, powers);
  const found = await findResource(endpoint, challenge, atHome);
  const scopes = challenge.scopes ?? found?.scopes_supported ?? [];
  if (found === undefined) {
    const issuer = originText(home);
    const server = await metadataOf(issuer, atHome, false);
    const shared = { origins: [home, ...declared], resource: undefined, scopes };
    if (server !== undefined) return { ...shared, server, announced: true };
    const at = (path: string): string => `${issuer}${path}`;
    return {
      ...shared,
      announced: false,
      server: {
        issuer,
        authorization_endpoint: at('/authorize'),
        token_endpoint: at('/token'),
        registration_endpoint: at('/register'),
      },
    };
  }
  if (!isAbout(found.resource, endpoint)) throw new OauthError('resource-refused');
  const [issuer] = found.authorization_servers ?? [];
  if (issuer === undefined) throw new OauthError('discovery-failed');
  const origin = originOf(issuer, home);
  const origins = [origin, ...declared];
  const server = await metadataOf(issuer, makeGuardedFetch({ ...powers, origins }), true);
  if (server === undefined) throw new OauthError('discovery-failed');
  return { server, origins, resource: found.resource, scopes, announced: true };
}

type McpChallenge = { readonly metadata: string | undefined; readonly scopes: readonly string[] | undefined };

const clientInfo = { name: 'valetkey', version };
const reserved = 'io.modelcontextprotocol/';
/** The first message of a session, which a server that wants a token answers with 401 and a challenge. */
const initialize = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
};
/** Some let everybody begin a session, or have none (2026-07-28), and say only here which scopes they want first. */
const listTools = {
  method: 'tools/list',
  params: {
    _meta: {
      [`${reserved}protocolVersion`]: '2026-07-28',
      [`${reserved}clientInfo`]: clientInfo,
      [`${reserved}clientCapabilities`]: {},
    },
  },
};

const probe = async (endpoint: URL, home: Origin, powers: AskingPowers): Promise<McpChallenge> => {
  for (const [question, headers] of [
    [initialize, {}],
    [listTools, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': listTools.method }],
  ] as const) {
    const challenge = await ask(question, headers, endpoint, home, powers);
    if (challenge !== undefined) return challenge;
  }
  return { metadata: undefined, scopes: undefined };
};

/** Undefined: no token is wanted for it, or nothing is said about which. */
const ask = async (
  question: typeof initialize | typeof listTools,
  headers: Readonly<Record<string, string>>,
  endpoint: URL,
  home: Origin,
  powers: AskingPowers,
): Promise<McpChallenge | undefined> => {
  const decided = decideDestination({ origins: [home], target: endpoint.href });
  if (!decided.ok) throw new OauthError('endpoint-refused');
  await powers.onRequest({ method: 'POST', origin: originText(home), path: endpoint.pathname });
  const inside = await powers.courier.sendInside({
    destination: decided.destination,
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...question }),
    signal: powers.signal,
    inject: () => undefined,
    decideRedirect: () => ({ ok: false, why: 'foreign-origin' }),
    alsoHeaders: ['www-authenticate'],
  });
  const exchange = readInside(inside);
  exchange.body.cancel();
  const header = exchange.headers.find(([name]) => name === 'www-authenticate')?.[1];
  return exchange.status === 401 && header !== undefined ? readChallenge(header) : undefined;
};

/** RFC 9728, 5.1, and RFC 6750, 3. */
const readChallenge = (header: string): McpChallenge => ({
  metadata: parameter(header, 'resource_metadata'),
  scopes: scopesIn(parameter(header, 'scope')),
});

const findResource = async (
  endpoint: URL,
  { metadata }: McpChallenge,
  { fetch }: GuardedFetch,
): Promise<z.output<typeof resourceMetadata> | undefined> => {
  const { origin, pathname } = endpoint;
  const wellKnown = `${origin}/.well-known/oauth-protected-resource`;
  const places =
    metadata === undefined
      ? [...(pathname === '/' ? [] : [`${wellKnown}${pathname}`]), wellKnown]
      : [metadata];
  for (const place of places) {
    const json = await jsonAt(place, fetch);
    if (json === undefined) continue;
    const read = resourceMetadata.safeParse(json);
    if (!read.success) throw new OauthError('discovery-failed');
    return read.data;
  }
  if (metadata !== undefined) throw new OauthError('discovery-failed');
  return undefined;
};

/** The endpoint itself, or what it lies in: a token for a wider resource of the same host is still for this server. */
const isAbout = (resource: string, endpoint: URL): boolean => {
  const url = urlOf(resource);
  if (url === undefined) return false;
  const { origin, pathname, hash, username } = url;
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  const inside = `${endpoint.pathname}/`.startsWith(folder);
  return origin === endpoint.origin && hash === '' && username === '' && inside;
};

const nearness: readonly Origin['reach'][] = ['public', 'private', 'loopback'];

const originOf = (issuer: string, home: Origin): Origin => {
  const url = urlOf(issuer);
  const read = url && parseOrigin(url.origin);
  if (read?.ok !== true || /[?#]/.test(issuer)) throw new OauthError('endpoint-refused');
  // A server out there must not send us to what only this network, or only this machine, can reach.
  if (nearness.indexOf(read.origin.reach) > nearness.indexOf(home.reach))
    throw new OauthError('endpoint-refused');
  return read.origin;
};

/**
 * RFC 8414 and OpenID Connect Discovery, in the order of the MCP specification. `exact`: the document speaks of the
 * issuer that was asked for. Before 2025-06-18 nobody named one, and its place at the server's own host has to do.
 */
const metadataOf = async (
  issuer: string,
  { fetch }: GuardedFetch,
  exact: boolean,
): Promise<ServerMetadata | undefined> => {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ];
  for (const place of places) {
    const response = await fetch(place, { method: 'GET', headers: { accept: 'application/json' } });
    if (!isJson(response)) continue;
    const read = exact
      ? await oauth.processDiscoveryResponse(new URL(issuer), response)
      : await jsonIn(response);
    const { data } = serverMetadata.safeParse(read);
    if (data === undefined) throw new OauthError('discovery-failed');
    if (new URL(data.issuer).origin !== origin) throw new OauthError('issuer-mismatch');
    return data;
  }
  return undefined;
};

const jsonAt = async (url: string, fetch: GuardedFetch['fetch']): Promise<unknown> => {
  const response = await fetch(url, { method: 'GET', headers: { accept: 'application/json' } });
  return isJson(response) ? jsonIn(response) : undefined;
};
