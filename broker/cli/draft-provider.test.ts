import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { passphrase, run as runCli, secret } from './fixtures/folder-with-history.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const serving = async (answer: Answer): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const document = (changes: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'Pet\u202e shop', description: 'Sells pets. And more.' },
  servers: [{ url: 'https://api.pets.example/v2' }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
  paths: {
    '/pets': { get: {}, post: {} },
    '/pets/{id}': { get: {} },
    '/me': { get: {} },
    '/': { get: { security: [] } },
  },
  ...changes,
});

const draft = async (text: string | object, ...more: readonly string[]) => {
  const { url, asked } = await serving((_, response) =>
    response.end(typeof text === 'string' ? text : JSON.stringify(text)),
  );
  const { code, out, err } = await runCli(['providers', 'draft', `${url}/openapi.json`, ...more]);
  const manifest = code === 2 ? undefined : JSON.parse(out);
  return {
    code,
    err,
    asked,
    url,
    provider: manifest?.contributes.connectionProviders[0],
    request: manifest?.contributes.connectionRequests[0],
  };
};

describe('an OpenAPI document', () => {
  it('an OpenAPI document becomes a provider with its exact origin, its credential, a test and GET alone', async () => {
    const { code, provider, request, err, url } = await draft(
      document(),
      '--publisher',
      'acme',
      '--name',
      'pets',
    );
    expect(code).toBe(0);
    expect(provider).toEqual({
      id: 'api',
      version: 1,
      name: 'Pet shop',
      description: 'Sells pets.',
      fields: [{ id: 'token', type: 'secret', label: 'Access token' }],
      auth: { kind: 'bearer', secret: 'token' },
      origins: ['https://api.pets.example'],
      test: { path: '/v2/me' },
      suggestedPaths: ['/v2/**'],
    });
    expect(request).toMatchObject({
      provider: 'acme.pets/api',
      access: { methods: ['GET'], paths: ['/v2/**'] },
    });
    expect(err).toContain(`Read from ${url}, and requests go to https://api.pets.example`);
    expect(err).toContain('Only GET is asked for.');
  });

  it('other methods are asked for only if they are named', async () => {
    expect((await draft(document(), '--methods', 'POST')).request.access.methods).toEqual(['GET', 'POST']);
  });

  it('a draft takes none of several servers until its author names one', async () => {
    const servers = [
      { url: 'https://{region}.pets.example', variables: { region: { enum: ['eu', 'us'], default: 'eu' } } },
      { url: 'https://{tenant}.pets.example/api' },
      { url: 'http://pets.example' },
    ];
    const { code, err } = await draft(document({ servers }));
    expect(code).toBe(2);
    expect(err).toContain('Add --server with its number:');
    expect(err).toMatch(
      / {2}1\. https:\/\/eu\.pets\.example\n {2}2\. https:\/\/us\.pets\.example\n {2}3\. an address that each user fills in\/api\n$/,
    );
    expect((await draft(document({ servers }), '--server', '2')).provider.origins).toEqual([
      'https://us.pets.example',
    ]);
    const own = await draft(document({ servers }), '--server', '3');
    expect(own).toMatchObject({ code: 0, provider: { origins: ['{url}'], test: { path: '/api/me' } } });
    expect((await draft(document({ servers }), '--server', '4')).err).toContain(
      'must be one of these numbers',
    );
  });

  it('servers whose address would be longer than addresses are, are left out', async () => {
    const long = 'x'.repeat(100);
    const variables = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`v${at}`, { enum: Array.from({ length: 60 }, () => long) }]),
    );
    const url = `https://api.pets.example/${Array.from({ length: 60 }, (_, at) => `{v${at}}`).join('/')}`;
    const servers = [
      { url, variables },
      { url: `https://api.pets.example/${'y'.repeat(3_000)}` },
      { url: 'https://api.pets.example/v2' },
    ];
    const { code, provider } = await draft(document({ servers }));
    expect(code).toBe(0);
    expect(provider.suggestedPaths).toEqual(['/v2/**']);
  });

  it('a document in another document is not fetched, and is named', async () => {
    const foreign = await serving((_, response) => response.end('{}'));
    const { code, err, asked, provider } = await draft(
      document({
        components: { securitySchemes: { token: { $ref: `${foreign.url}/schemes.json#/token` } } },
        paths: { '/me': { $ref: 'paths.json#/me' }, '/pets': { $ref: '#/x/pets' } },
        x: { pets: { get: { parameters: [{ $ref: '#/x/limit' }] } }, limit: { name: 'limit', in: 'query' } },
      }),
    );
    expect(code).toBe(0);
    expect(asked).toEqual(['GET /openapi.json']);
    expect(foreign.asked).toEqual([]);
    expect(err).toContain(
      `because it is in other documents: “paths.json#/me”, “${foreign.url}/schemes.json#/token”`,
    );
    expect(provider).toMatchObject({ auth: { kind: 'none' }, test: { path: '/v2/pets' } });
  });

  it.each<[string, object, object]>([
    [
      'an API key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { kind: 'header', name: 'X-Key', secret: 'token' },
    ],
    [
      'an API key in the query',
      { type: 'apiKey', in: 'query', name: 'key' },
      { kind: 'query', name: 'key', secret: 'token' },
    ],
    [
      'a user and a password',
      { type: 'http', scheme: 'Basic' },
      { kind: 'basic', username: 'user', password: 'password' },
    ],
    [
      'OAuth 2',
      {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://pets.example/authorize',
            tokenUrl: 'https://pets.example/token',
            scopes: { 'pets:read': 'x' },
          },
        },
      },
      {
        kind: 'oauth2',
        flows: ['authorizationCode'],
        endpoints: { authorization: 'https://pets.example/authorize', token: 'https://pets.example/token' },
        client: { id: '{clientId}', secret: 'clientSecret' },
      },
    ],
    [
      'OpenID Connect',
      { type: 'openIdConnect', openIdConnectUrl: 'https://id.example/.well-known/openid-configuration' },
      { kind: 'oauth2', issuer: 'https://id.example', client: { id: '{clientId}', secret: 'clientSecret' } },
    ],
    ['a cookie, which cannot be declared', { type: 'apiKey', in: 'cookie', name: 'sid' }, { kind: 'none' }],
  ])('the credential of a service is told: %s', async (_, scheme, auth) => {
    const { code, provider, err } = await draft(
      document({ components: { securitySchemes: { token: scheme } } }),
    );
    expect({ code, auth: provider.auth }).toEqual({ code: 0, auth });
    if ('kind' in auth && auth.kind === 'none') expect(err).toContain('None of its ways to sign in');
  });

  it('a sign-in at another place than the service is said, with what goes there', async () => {
    const at = async (scheme: object) =>
      (await draft(document({ components: { securitySchemes: { token: scheme } } }))).err;
    const code = (authorizationUrl: string, tokenUrl: string) => ({
      type: 'oauth2',
      flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes: {} } },
    });
    const own = 'https://api.pets.example';
    expect(await at(code(`${own}/authorize`, `${own}/token`))).not.toMatch(
      /sign in at|client secret and codes/,
    );
    const err = await at(code(`${own}/authorize`, 'https://evil.example/token'));
    expect(err).toContain('The client secret and codes go to https://evil.example: make sure');
    expect(err).not.toContain('Users sign in at');
    expect(await at(code('https://evil.example/a', `${own}/token`))).toContain(
      'Users sign in at https://evil.example: make sure',
    );
    const openIdConnectUrl = 'https://id.example/.well-known/openid-configuration';
    expect(await at({ type: 'openIdConnect', openIdConnectUrl })).toContain(
      'issuer says: https://id.example:',
    );
  });

  it('two keys on the same request are declared together, and alternatives are named', async () => {
    const key = (name: string) => ({ type: 'apiKey', in: 'header', name });
    const { provider, err } = await draft(
      document({
        components: {
          securitySchemes: { id: key('X-Id'), key: key('X-Key'), basic: { type: 'http', scheme: 'basic' } },
        },
        security: [{ id: [], key: [] }, { basic: [] }],
      }),
    );
    expect(provider.auth).toEqual({
      kind: 'several',
      parts: [
        { kind: 'header', name: 'X-Id', secret: 'token' },
        { kind: 'header', name: 'X-Key', secret: 'token2' },
      ],
    });
    expect(err).toContain('Other ways to sign in that the document names: “basic”.');
  });

  it('a document in YAML and one of Swagger 2 are read as well', async () => {
    const yaml =
      'openapi: 3.0.3\ninfo:\n  title: Pets\nservers:\n  - url: https://api.pets.example\npaths:\n  /me:\n    get: {}\n';
    expect(await draft(yaml)).toMatchObject({ code: 0, provider: { name: 'Pets', test: { path: '/me' } } });
    const swagger = {
      swagger: '2.0',
      info: { title: 'Pets' },
      host: 'api.pets.example',
      basePath: '/v1',
      schemes: ['https'],
      securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
      paths: { '/me': { get: {} } },
    };
    expect(await draft(swagger)).toMatchObject({
      code: 0,
      provider: { origins: ['https://api.pets.example'], auth: { kind: 'header' }, test: { path: '/v1/me' } },
    });
  });

  it('a document without servers is that of the service that it was read from', async () => {
    const { provider, url } = await draft(document({ servers: undefined }));
    expect(provider.origins).toEqual([url]);
  });

  it.each([
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join()}]`).join('\n')}\nopenapi: 3.0.0\n`,
    ],
    ['a circle of references', { openapi: '3.0.0', paths: { $ref: '#/paths' } }],
    [
      'no server that can be reached',
      document({ servers: [{ url: 'ftp://a' }, { url: 'http://a.example' }, { url: 5 }] }),
    ],
    ['a server with a user name', document({ servers: [{ url: 'https://me:you@a.example' }] })],
  ])('a hostile document ends with a sentence: %s', async (_, text) => {
    const { code, err, provider } = await draft(text);
    if (code === 0) expect(provider.test).toBeUndefined();
    else
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/^There is neither|^The document names no/),
      });
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('what a document says reaches neither the terminal nor a manifest as it is', async () => {
    const title = '\u001b[31mred\u0007\u202e';
    const { code, provider, err } = await draft(
      document({
        info: { title },
        components: { securitySchemes: { ['\u001b[2J']: { type: 'x' } } },
        security: [{ ['\u001b[2J']: [] }],
      }),
    );
    expect(code).toBe(0);
    expect(provider.name).toBe('[31mred');
    expect(err).not.toContain('\u001b');
  });
});

describe('where it is read from', () => {
  it('a redirect to another origin is not followed', async () => {
    const other = await serving((_, response) => response.end(JSON.stringify(document())));
    const { url } = await serving((_, response) => response.writeHead(302, { location: other.url }).end());
    const { code, err } = await runCli(['providers', 'draft', url]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('redirected') });
    expect(other.asked).toEqual([]);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', 'This address cannot be read.'],
    ['http://api.example.com/openapi.json', 'This address cannot be read.'],
    ['https://user:word@api.example.com/', 'This address cannot be read.'], // secretlint-disable-line
    ['file:///etc/passwd', 'Give the address'],
    ['openapi.json', 'Give the address'],
  ])('%s is not asked', async (address, sentence) => {
    expect(await runCli(['providers', 'draft', address])).toMatchObject({
      code: 2,
      err: expect.stringContaining(sentence),
    });
  });

  it('a draft refuses a page that is neither an OpenAPI document nor an MCP server', async () => {
    const { url } = await serving((_, response) => response.end('<html>hello</html>'));
    expect(await runCli(['providers', 'draft', url])).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'neither an OpenAPI document that can be read nor an MCP server (GET was answered with 200,',
      ),
    });
  });
});

describe('an answer that is too long', () => {
  const refusalOf = async (answer: Answer) => {
    const { url } = await serving(answer);
    return (await runCli(['providers', 'draft', url])).err;
  };

  it.each(['application/json', 'text/event-stream'])(
    'an MCP server that answers with %s and too much of it is told so, with the limit',
    async (type) => {
      const event = `data: {"jsonrpc":"2.0","method":"notifications/${'x'.repeat(100)}"}\n\n`;
      const err = await refusalOf((request, response) =>
        request.method === 'POST'
          ? response.writeHead(200, { 'content-type': type }).end(event.repeat(10_000))
          : response.writeHead(405).end(),
      );
      expect(err).toContain('The answer is longer than 1 MB, which is the most that is read');
    },
  );

  it('a document that is larger than any that is read is refused with the limit', async () => {
    const err = await refusalOf((_, response) =>
      response.writeHead(200, { 'content-length': 25 * 1024 * 1024 }).end(),
    );
    expect(err).toContain('The answer is longer than 25.2 MB, which is the most that is read');
  });

  it('a server that wants a sign-in is known as one, however long it answers', async () => {
    const { url } = await serving((request, response) =>
      request.method === 'POST'
        ? response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('x'.repeat(2_000_000))
        : response.writeHead(405).end(),
    );
    expect(await runCli(['providers', 'draft', url])).toMatchObject({ code: 0 });
  });
});

describe('an MCP server', () => {
  const mcp = async (answer: Answer) => {
    const { url } = await serving((request, response) =>
      request.method === 'POST' ? answer(request, response) : response.writeHead(405).end(),
    );
    const { code, out, err } = await runCli(['providers', 'draft', `${url}/mcp`]);
    return { url, code, err, ...JSON.parse(out).contributes };
  };

  it('a server that wants a sign-in and says at whom is one that users sign in to', async () => {
    const challenge = 'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource"';
    const { url, code, connectionProviders, connectionRequests } = await mcp((_, response) =>
      response.writeHead(401, { 'www-authenticate': challenge }).end(),
    );
    expect(code).toBe(0);
    expect(connectionProviders).toMatchObject([
      { origins: [url], auth: { kind: 'oauth2', discovery: 'mcp' }, mcp: { path: '/mcp' }, fields: [] },
    ]);
    expect(connectionRequests).toEqual([]);
  });

  it('a server that wants a token alone gets a field for it', async () => {
    const { connectionProviders } = await mcp((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end(),
    );
    expect(connectionProviders[0].auth).toEqual({ kind: 'bearer', secret: 'token' });
  });

  it.each(['application/json', 'text/event-stream'])(
    'a server that answers anybody is named as it calls itself: %s',
    async (type) => {
      const answer = {
        jsonrpc: '2.0',
        id: 1,
        result: {
          protocolVersion: '2025-11-25',
          capabilities: {},
          serverInfo: { name: 'pets', version: '1' },
        },
      };
      const text = JSON.stringify(answer);
      const { connectionProviders, err } = await mcp((_, response) =>
        response
          .writeHead(200, { 'content-type': type })
          .end(
            type.startsWith('text')
              ? `id: 1\ndata: \n\n${'data: {}\n\n'.repeat(30)}event: message\ndata: ${text}\n\n`
              : text,
          ),
      );
      expect(connectionProviders[0]).toMatchObject({ name: 'pets', auth: { kind: 'none' } });
      expect(err).toContain('answers without a credential');
    },
  );
});

it('a draft is connected to and tested as it is', async () => {
  const api = await serving(({ headers, url }, response) => {
    const isRight = url !== '/v2/me' || headers.authorization === `Bearer ${secret}`;
    response.statusCode = isRight ? 200 : 401;
    response.end(JSON.stringify(document({ servers: [{ url: '/v2' }] })));
  });
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-draft-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'pets');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  const drafted = await runCli(['providers', 'draft', `${api.url}/openapi.json`, '--name', 'pets']);
  writeFileSync(join(folder, 'package.json'), drafted.out);
  writeFileSync(join(folder, 'dist/extension.cjs'), '');
  writeFileSync(join(parent, 'passphrase'), passphrase);
  const connect = (...more: string[]) =>
    runCli(
      [
        ...['connect', 'acme.pets/api', '--extension', folder, '--folder', join(parent, 'data'), ...more],
        ...['--passphrase-file', join(parent, 'passphrase'), '--secret-file', 'token=-'],
      ],
      { stdin: Readable.from([Buffer.from(secret)]) },
    );
  // The manifest names the host, and nobody at this terminal has seen it.
  expect(await connect()).toMatchObject({ code: 2, err: expect.stringContaining('Use --yes to confirm') });
  expect(api.asked).toEqual(['GET /openapi.json']);
  const connected = await connect('--yes');
  expect(connected).toMatchObject({ code: 0, err: expect.stringContaining(api.url) });
  expect(api.asked).toEqual(['GET /openapi.json', 'GET /v2/me']);
});
