import { oauth2Auth } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { resolveSignIn } from './resolve-sign-in.ts';

const auth = (more: object) =>
  oauth2Auth.parse({ kind: 'oauth2', flows: ['authorizationCode'], client: { id: 'x' }, ...more });
const place = (more: object, fields: Record<string, string> = {}) => {
  const resolved = resolveSignIn(auth(more), fields);
  return resolved.ok ? resolved.place : resolved.problems.map(({ field }) => field);
};

describe('a sign-in goes to', () => {
  it('the origins of issuer, endpoints and those named beside them, each once', () => {
    const more = {
      issuer: 'https://login.example.com/a',
      endpoints: { token: 'https://token.example.com/t', revocation: 'https://login.example.com/r' },
      origins: ['https://page.example.com'],
    };
    expect(place(more)).toMatchObject({
      origins: ['https://login.example.com', 'https://token.example.com', 'https://page.example.com'],
    });
  });

  it('an issuer with a path from a url field, and segments from others', () => {
    expect(
      place({ issuer: '{issuer}/realms/{realm}' }, { issuer: 'https://id.example.com/auth/', realm: 'main' }),
    ).toMatchObject({
      issuer: 'https://id.example.com/auth/realms/main',
      origins: ['https://id.example.com'],
    });
  });

  it('nothing that a resource names', () => {
    const more = { issuer: 'https://login.example.com', resource: 'https://api.example.com/v1' };
    expect(place(more)).toMatchObject({
      origins: ['https://login.example.com'],
      resource: 'https://api.example.com/v1',
    });
  });
});

describe('an identity provider', () => {
  const vouching = (identityProvider: object) => ({
    flows: ['crossApp'],
    discovery: 'mcp',
    origins: ['https://page.example.com'],
    identityProvider: { clientId: '{app}', idToken: 'idToken', ...identityProvider },
  });
  const fields = { idp: 'https://id.example.com/', tenant: 'acme', app: 'x' };

  it('the identity provider has its own origins, and the sign-in has none of them', () => {
    const token = 'https://token.example.com/{tenant}/token';
    expect(place(vouching({ issuer: '{idp}/{tenant}', token }), fields)).toMatchObject({
      origins: ['https://page.example.com'],
      identityProvider: {
        issuer: 'https://id.example.com/acme',
        token: 'https://token.example.com/acme/token',
        origins: ['https://id.example.com', 'https://token.example.com'],
        clientId: 'x',
      },
    });
  });

  it.each([
    ['another scheme', { idp: 'javascript:alert(1)' }, 'idp'],
    ['plain http out there', { idp: 'http://id.example.com' }, 'idp'],
    ['no address', { idp: '' }, 'idp'],
    ['a segment that climbs', { tenant: '..' }, 'tenant'],
    ['no client', { app: '' }, 'app'],
  ])('is refused for %s', (_what, change, field) => {
    const filled = { ...fields, ...change } as Record<string, string>;
    expect(place(vouching({ issuer: '{idp}/{tenant}' }), filled)).toEqual([field]);
  });

  it.each<[string, object]>([
    ['no address', vouching({})],
    ['no flow that asks it', { ...vouching({ issuer: '{idp}' }), flows: ['clientCredentials'] }],
    ['no discovery', { ...vouching({ issuer: '{idp}' }), discovery: undefined }],
    ['no known client', { ...vouching({ issuer: '{idp}' }), client: {} }],
  ])('cannot be declared with %s, nor its flow without it', (_what, declared) => {
    expect(() => auth(declared)).toThrow('identityProvider');
    expect(() => auth({ ...declared, identityProvider: undefined, flows: ['crossApp'] })).toThrow(
      'identityProvider',
    );
  });
});

describe('is refused, with the field that is at fault:', () => {
  it.each([
    ['a segment that climbs', { realm: '..' }],
    ['a segment with a slash', { realm: 'a/b' }],
    ['a segment with an encoded slash', { realm: 'a%2fb' }],
    ['a segment with a query', { realm: 'a?b' }],
    ['a segment with an at sign', { realm: 'a@b' }],
    ['an empty segment', { realm: '' }],
    ['no segment', {}],
  ])('%s', (_what, fields) => {
    expect(place({ issuer: 'https://id.example.com/{realm}' }, fields as Record<string, string>)).toEqual([
      'realm',
    ]);
  });

  it.each([
    'http://id.example.com',
    'https://user@id.example.com',
    'https://id.example.com/?a',
    'https://id.example.com/#a',
    'javascript:alert(1)',
    '',
  ])('the issuer %s', (issuer) => {
    expect(place({ issuer: '{issuer}' }, { issuer })).toEqual(expect.arrayContaining(['issuer']));
  });

  it('a provider that names no place at all', () => {
    expect(place({})).toEqual(['']);
  });
});

describe('at an MCP server', () => {
  const mcp = { discovery: 'mcp', client: { id: '{clientId}' } };
  it('the client that the user named signs in, and where they named none it is registered', () => {
    expect(place(mcp, { clientId: 'app-1' })).toMatchObject({ clientId: 'app-1' });
    expect(place(mcp)).toMatchObject({ clientId: '' });
  });

  it.each([
    ['breaks a line', 'app\r\nx'],
    ['is not ASCII', 'äpp'],
    ['is longer than 300 characters', 'a'.repeat(301)],
  ])('a client that %s is refused', (_what, clientId) => {
    expect(place(mcp, { clientId })).toEqual(['clientId']);
  });

  it('a client is required without discovery', () => {
    expect(place({ issuer: 'https://login.example.com', client: { id: '{clientId}' } })).toEqual([
      'clientId',
    ]);
  });
});
