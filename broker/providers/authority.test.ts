import {
  type ConnectionProvider,
  connectionProvider,
  defined,
  type ExtensionId,
  extensionId,
  oauth2Auth,
  type ProviderId,
  providerId,
} from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Authority } from '../contracts/connection.ts';
import { builtIntoApp } from '../contracts/contributor-text.ts';
import type { Principal } from '../contracts/grant.ts';
import {
  authorityDigest,
  canonicalAuthority,
  canonicalGrant,
  describeAuthority,
  grantDigest,
} from './authority.ts';
import { firstProvider, readerManifest } from './fixtures/reader-manifest.ts';

const provider = connectionProvider.parse(firstProvider(readerManifest()));
const fields = { baseUrl: 'https://registry.example.com' };
const of = (change: Partial<ConnectionProvider> = {}, values: Record<string, string> = fields): Authority => {
  const id = providerId.parse('acme.reader/registry');
  const authority = describeAuthority(
    { providerId: id, provider: { ...provider, ...change }, contributedBy: 'x' },
    values,
  );
  if (authority === undefined) throw new Error('no authority');
  return authority;
};
const digest = (change?: Partial<ConnectionProvider>, values?: Record<string, string>) =>
  authorityDigest(of(change, values));
const principal: Principal = {
  id: extensionId.parse('acme.reader'),
  version: '1.0.0',
  contentDigest: 'a'.repeat(64),
};

test('the authority says in words where the secret goes', () => {
  expect(of()).toEqual({
    providerId: 'acme.reader/registry',
    providerVersion: 3,
    origins: ['https://registry.example.com', 'https://files.example.com'],
    placement: 'In the header X-Registry-Token, from the field token, after "token "',
    mcp: 'https://registry.example.com/mcp',
    requests: 'Extensions may set X-Page',
  });
});

const program = {
  transport: 'stdio' as const,
  command: '/usr/bin/node',
  args: ['/srv/a b.js', '{folder}'],
  cwd: '/srv',
  environment: { LEVEL: 'debug', TOKEN: '{token}' },
};
const folder = { ...fields, folder: '/home/me' };

test('the authority names the exact program with the user’s values, and never a secret', () => {
  expect(of({ mcp: program }, folder).mcp).toBe(
    'Program started on this computer: "/usr/bin/node" "/srv/a b.js" "/home/me", in the folder "/srv", with LEVEL="debug", TOKEN from the secret field token',
  );
});

test('a program alone needs no origin; its command has to be an absolute path', () => {
  const { origins, mcp } = of({ origins: [], mcp: { ...program, args: [] } }, {});
  expect([origins, mcp?.slice(0, 50)]).toEqual([[], 'Program started on this computer: "/usr/bin/node",']);
  const relative = { ...program, command: '{folder}' };
  expect(() => of({ mcp: relative }, { ...folder, folder: 'bin/node' })).toThrow('no authority');
});

test('there is none where the fields lead to no origin', () => {
  const registered = { providerId: providerId.parse('http'), provider, contributedBy: 'built in' };
  expect(describeAuthority(registered, { baseUrl: 'http://example.com' })).toBeUndefined();
});

describe('another digest for', () => {
  test.each<[string, Partial<ConnectionProvider>]>([
    ['another version of the provider', { version: 4 }],
    ['one more origin', { origins: [...provider.origins, 'https://evil.example'] }],
    ['another order of origins, since paths go to the first', { origins: [...provider.origins].reverse() }],
    ['another header', { auth: { kind: 'header', name: 'X-Other', secret: 'token', prefix: 'token ' } }],
    [
      'another prefix',
      { auth: { kind: 'header', name: 'X-Registry-Token', secret: 'token', prefix: 'token' } },
    ],
    ['no prefix', { auth: { kind: 'header', name: 'X-Registry-Token', secret: 'token' } }],
    ['a query parameter', { auth: { kind: 'query', name: 'X-Registry-Token', secret: 'token' } }],
    ['a bearer token', { auth: { kind: 'bearer', secret: 'token' } }],
    ['another secret', { auth: { kind: 'bearer', secret: 'other' } }],
    ['another MCP path', { mcp: { transport: 'streamableHttp', path: '/mcp2' } }],
    ['another MCP transport', { mcp: { transport: 'sse', path: '/mcp' } }],
    ['a program', { mcp: { ...program, args: [] } }],
    ['no MCP', { mcp: undefined } as never],
  ])('%s', (_, change) => {
    expect(digest(change)).not.toBe(digest());
  });
  test.each<[string, object, object?]>([
    ['another program', { command: '/usr/bin/nodejs' }],
    ['another argument', { args: ['/srv/a', 'b.js', '{folder}'] }],
    ['another variable', { environment: { ...program.environment, LEVEL: 'info' } }],
    ['another secret in a variable', { environment: { LEVEL: 'debug', TOKEN: '{other}' } }],
    ['another folder', { cwd: '/' }],
    ['another value in a field', {}, { folder: '/home/you' }],
  ])('%s of a program', (_, change, values = {}) => {
    const other = of({ mcp: { ...program, ...change } }, { ...folder, other: 'x', ...values });
    expect(authorityDigest(other)).not.toBe(digest({ mcp: program }, folder));
  });
  test('another address in the url field', () => {
    expect(digest({}, { baseUrl: 'https://registry.example.org' })).not.toBe(digest());
  });
});

describe('where an identity provider vouches for the user', () => {
  const vouched = (change: object = {}): Partial<ConnectionProvider> => ({
    auth: oauth2Auth.parse({
      kind: 'oauth2',
      discovery: 'mcp',
      flows: ['crossApp'],
      client: { id: 'x' },
      identityProvider: {
        issuer: 'https://id.example.com/acme',
        clientId: 'app',
        idToken: 'token',
        ...change,
      },
    }),
  });

  test('the authority names the one receiver of the ID token apart from everything else', () => {
    const { origins, placement, signIn } = of(vouched());
    expect(signIn).toMatchObject({
      origins: [],
      identityProvider: { at: ['https://id.example.com/acme'], client: 'app' },
    });
    expect(origins).not.toContain('https://id.example.com');
    expect(placement).toMatch(/the ID token from the field token goes to the identity provider only$/);
  });

  test.each<[string, object]>([
    ['another host', { issuer: 'https://id.example.org/acme' }],
    ['another organization at the same host', { issuer: 'https://id.example.com/other' }],
    ['a token endpoint of its own', { token: 'https://id.example.com/token' }],
    ['another application there', { clientId: 'other' }],
    ['another field', { idToken: 'other' }],
  ])('another digest for %s', (_, change) => {
    expect(digest(vouched(change))).not.toBe(digest(vouched()));
  });
});

describe('where one signs in', () => {
  const signedIn = (change: object = {}): Partial<ConnectionProvider> => ({
    auth: oauth2Auth.parse({
      kind: 'oauth2',
      client: { id: 'app' },
      issuer: 'https://login.example.com',
      resource: 'https://registry.example.com',
      origins: ['https://tokens.example.com'],
      ...change,
    }),
  });
  test.each<[string, object]>([
    ['another issuer', { issuer: 'https://login.example.org' }],
    ['another organization at the same host', { issuer: 'https://login.example.com/other' }],
    [
      'one more place for codes and tokens',
      { origins: ['https://tokens.example.com', 'https://evil.example'] },
    ],
    ['an endpoint elsewhere', { endpoints: { token: 'https://evil.example/token' } }],
    ['another client', { client: { id: 'other' } }],
    ['another resource', { resource: 'https://registry.example.org' }],
  ])('another digest for %s', (_, change) => {
    expect(digest(signedIn(change))).not.toBe(digest(signedIn()));
  });
});

describe('the same digest for', () => {
  test.each<[string, Partial<ConnectionProvider>]>([
    ['another name', { name: 'Other' }],
    ['another description', { description: 'Other' }],
    [
      'other labels and help',
      { fields: provider.fields.map((field) => ({ ...field, label: 'Other', help: 'Other.' })) },
    ],
    ['another test', { test: { method: 'HEAD', path: '/', expect: { status: [204] } } }],
  ])('%s', (_, change) => {
    expect(digest(change)).toBe(digest());
  });
  test('the same address written differently', () => {
    expect(digest({}, { baseUrl: 'HTTPS://Registry.example.com:443/' })).toBe(digest());
  });
});

describe('no two different', () => {
  const tricky = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('', ',', '","', '\\', '"', 'null', '[]', '\ud800', '\ufffd'),
  );
  const authorities: fc.Arbitrary<Authority> = fc.record(
    {
      providerId: tricky.map((text) => text as ProviderId),
      providerVersion: fc.nat(3),
      origins: fc.array(tricky, { maxLength: 3 }),
      placement: tricky,
      mcp: tricky,
    },
    { requiredKeys: ['providerId', 'providerVersion', 'origins', 'placement'] },
  );
  /** What a grant's digest holds beside a connection's. */
  const granted = fc
    .tuple(authorities, fc.record({ requests: tricky }, { requiredKeys: [] }))
    .map(([authority, beside]): Authority => ({ ...authority, ...beside }));
  const principals = fc.record({
    id: tricky.map((text) => text as ExtensionId),
    version: tricky,
    contentDigest: tricky,
  });
  const key = (value: object): string => JSON.stringify(Object.entries(value).sort());

  test('authorities have the same canonical text: what went in comes out again', () => {
    fc.assert(
      fc.property(authorities, (authority) => {
        const [, id, version, origins, placement, mcp] = JSON.parse(canonicalAuthority(authority));
        expect({
          providerId: id,
          providerVersion: version,
          origins,
          placement,
          ...defined({ mcp: mcp ?? undefined }),
        }).toEqual(authority);
      }),
      { numRuns: 5_000 },
    );
  });

  test('pairs of authority and principal have the same canonical text', () => {
    fc.assert(
      fc.property(granted, principals, granted, principals, (a, p, b, q) => {
        expect(canonicalGrant(a, p) === canonicalGrant(b, q)).toBe(key(a) === key(b) && key(p) === key(q));
      }),
      { numRuns: 5_000 },
    );
  });

  test('placements read the same', () => {
    const id = fc.constantFrom('a', 'b', 'aAndB', 'after');
    const name = fc.constantFrom('a', 'X-A', 'Authorization');
    const prefix = fc.constantFrom(undefined, 'Bearer ', '"', '\\', ', after ""', ' ');
    const auths = fc.oneof(
      id.map((secret) => ({ kind: 'bearer' as const, secret })),
      fc.record({ kind: fc.constant('basic' as const), username: id, password: id }),
      fc.record({ kind: fc.constant('query' as const), name, secret: id }),
      fc.tuple(name, id, prefix).map(([header, secret, before]) => ({
        kind: 'header' as const,
        name: header,
        secret,
        prefix: before,
      })),
    );
    fc.assert(
      fc.property(auths, auths, (a, b) => {
        expect(of({ auth: a }).placement === of({ auth: b }).placement).toBe(key(a) === key(b));
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each<[string, Partial<ConnectionProvider>]>([
  ['a header that says for whom', { sends: [{ name: 'X-Account', value: 'acct_2' }] }],
  ['a header from a field', { sends: [{ name: 'X-Account', field: 'baseUrl' }] }],
  ['a header that extensions may set', { headers: ['X-Account'] }],
  ['the methods that pass', { methods: ['GET'] }],
])('%s is bound to the grant, and leaves the secret where it is', (_, change) => {
  expect(digest(change)).toBe(digest());
  expect(grantDigest(of(change), principal)).not.toBe(grantDigest(of(), principal));
});

test('what a built-in service sends may change with the application', () => {
  const described = describeAuthority(
    {
      providerId: providerId.parse('http'),
      provider: { ...provider, headers: ['X-Account'] },
      contributedBy: builtIntoApp,
    },
    fields,
  );
  expect(described?.requests).toBeUndefined();
});

test('a grant is bound to who acts as well', () => {
  const base = grantDigest(of(), principal);
  expect(base).toMatch(/^[0-9a-f]{64}$/);
  expect(grantDigest(of(), { ...principal, version: '1.0.1' })).not.toBe(base);
  expect(grantDigest(of(), { ...principal, contentDigest: 'b'.repeat(64) })).not.toBe(base);
  expect(grantDigest(of(), { ...principal, id: extensionId.parse('acme.other') })).not.toBe(base);
  expect(base).not.toBe(authorityDigest(of()));
});
