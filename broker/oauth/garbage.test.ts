import type { ServerResponse } from 'node:http';
import type { OauthFlow } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { garbage } from './fixtures/garbage.ts';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';
import { type SigningIn, signingInBroker } from './fixtures/signing-in-broker.ts';

/** Every field of every document that an authorization server sends, with garbage in it: a reason of its own, each time. */
type Documents = Record<string, Record<string, unknown>>;
const documents = (origin: string): Documents => ({
  metadata: {
    ...honest(origin),
    pushed_authorization_request_endpoint: `${origin}/pushed`,
    token_endpoint_auth_methods_supported: ['none'],
    scopes_supported: ['openid'],
    dpop_signing_alg_values_supported: ['ES256'],
    id_token_signing_alg_values_supported: ['RS256'],
    require_pushed_authorization_requests: true,
  },
  pushed: { request_uri: 'urn:x:1', expires_in: 60 },
  device: {
    device_code: 'a-device-code',
    user_code: 'ABCD',
    verification_uri: `${origin}/page`,
    verification_uri_complete: `${origin}/page?code=ABCD`,
    expires_in: 60,
    interval: 1,
  },
  token: {
    access_token: 'a-token-of-it',
    token_type: 'bearer',
    expires_in: 60,
    refresh_token: 'a-refresh-token',
    scope: 'openid',
    id_token: undefined,
    error: undefined,
    error_description: undefined,
  },
});
const fieldsOf = Object.entries(documents('')).flatMap(([name, document]) =>
  Object.keys(document).map((field) => [name, field] as const),
);
const flows: readonly OauthFlow[] = ['authorizationCode', 'deviceCode', 'clientCredentials'];

const bodies = [
  '',
  'null',
  '[]',
  '"x"',
  '1',
  '{',
  '\ufeff{}',
  '{"a":'.repeat(1000),
  '<html>',
  '\xff\xfe',
  '{"issuer":1e999}',
];
const statuses = [200, 201, 204, 205, 206, 301, 304, 399, 400, 401, 418, 429, 500, 503, 599, 600, 999];
const heads: readonly Record<string, string>[] = [
  { 'content-type': 'text/html' },
  { 'content-type': 'application/json; charset=\u00ff' },
  { date: 'never', 'retry-after': '-1' },
  { date: 'Fri, 31 Dec 9999 23:59:59 GMT', 'retry-after': '999999999' },
  { 'dpop-nonce': '\u00ff"', 'www-authenticate': 'DPoP error="use_dpop_nonce", "' },
  { 'content-encoding': 'gzip' },
];

/** Each was `internal` once: [document, field], value, flow. */
const known: [readonly [string, string], unknown, number][] = [
  [['metadata', 'issuer'], 'https://', 0],
  [['metadata', 'issuer'], ' ', 1],
  [['device', 'verification_uri_complete'], '/relative', 0],
  [['device', 'expires_in'], 1e-9, 0],
  [['token', 'scope'], `${'s'.repeat(250)} openid`, 2],
  [['token', 'scope'], Array.from({ length: 300 }, (_, at) => `s${at}`).join(' '), 2],
  [['token', 'scope'], 'a '.repeat(200_000), 2],
  [['token', 'error'], 'authorization_pending', 1],
];

describe('a sign-in at a server that sends garbage', () => {
  let server: HostileServer;
  let broker: SigningIn;
  let id: Awaited<ReturnType<SigningIn['connect']>>['id'];
  /** What is sent instead of an answer, by its name. */
  let instead: (name: string, origin: string, response: ServerResponse) => boolean = () => false;
  const callback: (url: URL) => void = () => undefined;

  beforeAll(async () => {
    server = await startHostile(({ path, origin }, response) => {
      const name = path.startsWith('/.well-known/') ? 'metadata' : path.slice(1);
      if (!instead(name, origin, response)) sendJson(response, documents(origin)[name] ?? {});
    });
    broker = await signingInBroker(
      server.origin,
      { origins: ['{url}'], scopes: ['openid'] },
      {
        after: (_ms, run) => {
          const soon = setImmediate(run);
          return () => clearImmediate(soon);
        },
      },
      async (address) => {
        const asked = new URL(address).searchParams;
        const back = new URL(asked.get('redirect_uri') ?? address);
        back.search = new URLSearchParams({
          code: 'c',
          state: asked.get('state') ?? '',
          iss: server.origin,
        }).toString();
        callback(back);
        await fetch(back).catch(() => undefined);
      },
    );
    ({ id } = await broker.connect());
  });
  afterAll(async () => {
    await broker.close();
    await server.close();
  });

  const reasonOf = async (flow: OauthFlow): Promise<string | undefined> => {
    const { signInId } = await broker.settings.signIn({ connectionId: id, flow, scopes: [] });
    const { state, why } = await broker.until(signInId, ['signed-in', 'failed']);
    if (state === 'signed-in') await broker.settings.signOut({ connectionId: id });
    return why;
  };
  const isOurs = async (flow: OauthFlow): Promise<void> => {
    const logged = broker.inner.logged.length;
    const why = await reasonOf(flow);
    if (why === 'internal') expect(broker.inner.logged.slice(logged)).toEqual([]);
  };

  /** Which flows ask for which document. */
  const askedBy: Record<string, readonly OauthFlow[]> = {
    metadata: flows,
    pushed: ['authorizationCode'],
    device: ['deviceCode'],
    token: flows,
  };

  it('garbage in a field of a document is blamed on the document, never on ourselves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...fieldsOf),
        garbage,
        fc.nat({ max: 2 }),
        async ([name, field], value, turn) => {
          instead = (asked, origin, response) => {
            if (asked !== name) return false;
            sendJson(response, { ...documents(origin)[name], [field]: value });
            return true;
          };
          const among = askedBy[name] ?? flows;
          await isOurs(among[turn % among.length] ?? 'clientCredentials');
        },
      ),
      { numRuns: 80, examples: known },
    );
  });

  it('garbage instead of a document, under any status and header, is not blamed on ourselves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('metadata', 'pushed', 'device', 'token'),
        fc.constantFrom(...statuses),
        fc.constantFrom(...heads),
        fc.constantFrom(...bodies),
        async (name, status, head, body) => {
          instead = (asked, _origin, response) => {
            if (asked !== name) return false;
            response.writeHead(status, { 'content-type': 'application/json', ...head });
            response.end(Buffer.from(body, 'latin1'));
            return true;
          };
          await isOurs(askedBy[name]?.at(-1) ?? 'clientCredentials');
        },
      ),
      { numRuns: 40 },
    );
  });
});
