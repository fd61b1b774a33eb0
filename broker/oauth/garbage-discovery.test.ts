import type { ServerResponse } from 'node:http';
import type { ConnectionId } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerInFolder, extensionNamed, type TestBroker } from '../checks/fixtures/broker-in-folder.ts';
import { signInTo } from '../checks/fixtures/sign-in-to.ts';
import { garbage } from './fixtures/garbage.ts';
import { type HostileServer, honest, sendJson, startHostile } from './fixtures/hostile-server.ts';
import { organizationProvider } from './fixtures/organization-provider.ts';

/** Everything that an MCP server, its authorization server and an identity provider send before there is a token. */
const documents = (mcp: string, idp: string): Record<string, Record<string, unknown>> => ({
  resource: { resource: `${mcp}/mcp`, authorization_servers: [mcp], scopes_supported: ['read'] },
  metadata: {
    ...honest(mcp),
    registration_endpoint: `${mcp}/register`,
    scopes_supported: ['offline_access'],
  },
  registration: {
    client_id: 'registered',
    client_secret: 'a-secret-of-it',
    token_endpoint_auth_method: 'client_secret_post',
  },
  idpMetadata: honest(idp),
  idpToken: {
    access_token: 'a-word-for-the-other',
    issued_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
    token_type: 'N_A',
    expires_in: 60,
  },
  token: { access_token: 'a-token-of-it', token_type: 'bearer' },
});
const fieldsOf = Object.entries(documents('', '')).flatMap(([name, document]) =>
  Object.keys(document).map((field) => [name, field] as const),
);
const challenges = [
  '',
  'Bearer',
  'Bearer resource_metadata="',
  'Bearer resource_metadata="http://["',
  'Bearer scope="\\"',
  'Basic',
  'Bearer resource_metadata=%',
  `Bearer scope="${'s '.repeat(900)}"`,
];

describe('a sign-in that is discovered from garbage', () => {
  let mcp: HostileServer;
  let idp: HostileServer;
  let broker: TestBroker;
  let extension: unknown;
  const ids: ConnectionId[] = [];
  let challenge = 'Bearer';
  let instead: (name: string) => Record<string, unknown> | undefined = () => undefined;

  beforeAll(async () => {
    const answer = (name: string, response: ServerResponse): void =>
      sendJson(
        response,
        instead(name) ?? documents(mcp.origin, idp.origin)[name] ?? {},
        name === 'registration' ? 201 : 200,
      );
    idp = await startHostile(({ path }, response) =>
      answer(path.startsWith('/.well-known/') ? 'idpMetadata' : 'idpToken', response),
    );
    mcp = await startHostile(({ path }, response) => {
      if (path === '/mcp') {
        response.writeHead(401, { 'www-authenticate': challenge });
        return response.end();
      }
      if (path.startsWith('/.well-known/oauth-protected')) return answer('resource', response);
      if (path.startsWith('/.well-known/')) return answer('metadata', response);
      answer(path === '/register' ? 'registration' : 'token', response);
    });
    broker = await brokerInFolder({
      openInSystemBrowser: async (address) => {
        const asked = new URL(address).searchParams;
        const back = new URL(asked.get('redirect_uri') ?? address);
        back.search = String(
          new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: mcp.origin }),
        );
        fetch(back).catch(() => undefined); // is answered after this has returned
      },
    });
    const vouched = organizationProvider();
    const registered = {
      ...vouched,
      id: 'open',
      fields: vouched.fields.slice(0, 1),
      auth: { kind: 'oauth2', discovery: 'mcp', flows: ['authorizationCode'], client: {} },
    };
    extension = broker.attach(
      extensionNamed('worker', {
        contributes: { connectionProviders: [vouched, registered], connectionRequests: [] },
      }),
    );
    for (const [provider, fields, secrets] of [
      [
        'work',
        { url: mcp.origin, idp: idp.origin },
        { secret: 'a-secret-of-ours', idToken: 'e30.e30.an-id-token' },
      ],
      ['open', { url: mcp.origin }, {}],
    ] as const)
      ids.push(
        (
          await broker.settings.createConnection({
            providerId: `acme.worker/${provider}`,
            scope: 'user',
            displayName: provider,
            fields,
            secrets,
          } as never)
        ).id,
      );
  });
  afterAll(async () => {
    await broker.close();
    await Promise.all([mcp.close(), idp.close()]);
  });

  const reasonOf = async (connectionId: ConnectionId): Promise<string | undefined> => {
    const { state, why } = await signInTo(connectionId, broker.settings);
    if (state === 'signed-in') await broker.settings.signOut({ connectionId });
    return why;
  };

  it('a sign-in works if nothing is garbage', async () => {
    expect(extension).toBeDefined();
    for (const id of ids) expect(await reasonOf(id)).toBeUndefined();
  });

  it('a sign-in from garbage blames the document, never ourselves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...fieldsOf),
        garbage,
        fc.constantFrom('Bearer', ...challenges),
        async ([name, field], value, header) => {
          challenge = header;
          instead = (asked) =>
            asked === name ? { ...documents(mcp.origin, idp.origin)[name], [field]: value } : undefined;
          const logged = broker.logged.length;
          for (const id of ids)
            if ((await reasonOf(id)) === 'internal') expect(broker.logged.slice(logged)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
