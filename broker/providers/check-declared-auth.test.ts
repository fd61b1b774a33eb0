import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { checkDeclaredAuth } from './check-declared-auth.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import { placeText } from './place.ts';
import { placementOf } from './placement.ts';

const field = (id: string, type: string) => ({ id, label: id, type });
const fields = new Map(
  declaredFields({
    fields: [
      field('token', 'secret'),
      field('other', 'secret'),
      field('team', 'string'),
      field('region', 'string'),
    ],
  }).flatMap((declared): [string, DeclaredField][] =>
    declared === undefined ? [] : [[declared.id, declared]],
  ),
);
const problems = (auth: unknown) =>
  checkDeclaredAuth(auth, fields, ['auth']).map(({ place, sentence }) => `${placeText(place)}: ${sentence}`);

const vouched = (change: object) => ({
  kind: 'oauth2',
  discovery: 'mcp',
  flows: ['crossApp'],
  client: { id: 'x' },
  identityProvider: {
    issuer: 'https://id.example.com/{team}',
    clientId: '{team}',
    idToken: 'token',
    ...change,
  },
});
const path = { kind: 'path', secret: 'token', paths: ['/bot{token}'] };
const header = { kind: 'header', name: 'X-App', secret: 'other' };
const hmac = { kind: 'hmac', secret: 'token', sign: ['method', 'body'], signature: { header: 'X-S' } };
const sigv4 = {
  kind: 'sigv4',
  service: 's3',
  region: '{region}',
  accessKeyId: 'team',
  secretAccessKey: 'token',
  sessionToken: 'other',
};
const jwt = { kind: 'jwtBearer', key: 'token', algorithm: 'RS256', claims: { iss: '{team}' } };
const app = { kind: 'githubApp', key: 'token', appId: '{team}', installationId: '{region}' };
const mtls = { kind: 'mtls', certificate: 'other', key: 'token' };
const digest = { kind: 'digest', username: 'team', password: 'token' };
const several = (...parts: unknown[]) => ({ kind: 'several', parts });

describe('the fields that a placement names', () => {
  it.each([
    hmac,
    sigv4,
    jwt,
    app,
    mtls,
    digest,
    several(mtls, jwt),
    path,
    several(header, path),
    several(header, { kind: 'query', name: 'app', secret: 'token' }),
    vouched({}),
  ])('are in order: %j', (auth) => {
    expect(providerAuth.safeParse(auth).success).toBe(true);
    expect(problems(auth)).toEqual([]);
  });

  it.each([
    [{ ...path, secret: 'team' }, 'auth.secret: This must be the id of a field of type `secret`'],
    [
      vouched({ idToken: 'team' }),
      'auth.identityProvider.idToken: This must be the id of a field of type secret',
    ],
    [
      vouched({ issuer: '{token}' }),
      'auth.identityProvider.issuer: What stands in braces must be the id of a required plain field',
    ],
    [
      vouched({ clientId: '{tem}' }),
      'auth.identityProvider.clientId: What stands in braces must be the id of a required plain field',
    ],
    [
      { ...path, paths: ['/bot{other}'] },
      'auth.paths[0]: What stands in braces must be the field that `secret` names.',
    ],
    [
      { ...hmac, sign: ['timestamp'] },
      'auth.sign[0]: This is signed, so `timestamp` must say how it is made.',
    ],
    [{ ...hmac, sign: ['body', 'bodyDigest'] }, 'auth.sign[1]: This is signed'],
    [{ ...hmac, headers: { Host: 'x' } }, 'auth: A credential cannot go into this header'],
    [
      { ...hmac, headers: { 'X-A': '{token}' } },
      'auth.headers["X-A"]: What stands in braces must be the id of a field that is not secret',
    ],
    [{ ...sigv4, region: '{regoin}' }, 'auth.region: What stands in braces'],
    [
      { ...sigv4, secretAccessKey: 'team' },
      'auth.secretAccessKey: This must be the id of a field of type `secret`',
    ],
    [{ ...jwt, claims: { sub: 'x{nobody}' } }, 'auth.claims.sub: What stands in braces'],
    [{ ...app, key: 'team' }, 'auth.key: This must be the id'],
    [{ ...mtls, certificate: 'team' }, 'auth.certificate: This must be the id'],
    [{ ...digest, username: 'token' }, 'auth.username: This must be the id of a field of type `string`'],
    [several(mtls, mtls), 'auth.parts[1]: An earlier part goes to the same place'],
    [several(jwt, app), 'auth.parts[1]: An earlier part goes to the same place'],
    [several(header, { ...path, secret: 'tokn' }), 'auth.parts[1].secret: This must be the id'],
    [several(header, { ...header, name: 'x-app' }), 'auth.parts[1]: An earlier part goes to the same place'],
    [several(path, path), 'auth.parts[1]: An earlier part goes to the same place'],
    [
      several({ ...header, name: 'Host' }, path),
      'auth.parts[0].name: A credential cannot go into this header',
    ],
  ])('are told apart from those that are not there or do not fit: %j', (auth, sentence) => {
    expect(problems(auth).join('\n')).toContain(sentence);
  });

  it('mistakes are found in endless hostile manifests', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}"{x}"${'}'.repeat(5_000)}`);
    for (const auth of [
      deep,
      several(deep, several(several(deep))),
      { ...path, paths: deep },
      null,
      5,
      [[[]]],
    ])
      expect(Array.isArray(problems(auth))).toBe(true);
  });
});

describe('the contract', () => {
  it.each([
    '/bot',
    '/bot{token}/x',
    '/{token}{token}',
    '//{token}',
    '/../{token}',
    '/./x{token}',
    '{token}',
    '/bot{token}?x',
    '/%2e/{token}',
    '/a b/{token}',
    '/{Token}',
  ])('refuses the path %s', (bad) => {
    expect(providerAuth.safeParse({ ...path, paths: [bad] }).success).toBe(false);
  });

  it('several credentials cannot be nested or single', () => {
    expect(providerAuth.safeParse(several(path, several(header, path))).success).toBe(false);
    expect(providerAuth.safeParse(several(path)).success).toBe(false);
  });
});

describe('the sentence of a placement, on which its authority is built', () => {
  it('the digest differs with everything that changes where a secret goes', () => {
    const all = [
      path,
      { ...path, paths: ['/b{token}'] },
      { ...path, paths: ['/bot{token}', '/b{token}'] },
      { ...path, secret: 'other', paths: ['/bot{other}'] },
      several(header, path),
      several(path, header),
      several({ ...header, name: 'X-Other' }, path),
      ...[hmac, sigv4, jwt, app, mtls, digest],
      ...[
        { ...hmac, sign: ['body', 'method'] },
        { ...hmac, separator: '.' },
        { ...hmac, headers: { 'X-A': 'b' } },
      ],
      ...[
        { ...sigv4, region: 'us-east-1' },
        { ...sigv4, service: 'sts' },
      ],
      ...[
        { ...jwt, claims: { iss: 'x' } },
        { ...jwt, claims: { iss: '{team}', scope: 'all' } },
        { ...jwt, lifetimeSeconds: 60 },
      ],
      ...[
        { ...jwt, exchange: { url: '/token' } },
        { ...jwt, exchange: { url: 'https://login.example/token' } },
      ],
      ...[
        { ...jwt, exchange: { url: '/token', scope: 'all' } },
        { ...app, base: '/api/v3' },
        { ...app, appId: '1' },
      ],
      ...[
        { ...mtls, passphrase: 'other' },
        { ...digest, allowMd5: true },
      ],
    ];
    const sentences = all.map((auth) => placementOf(providerAuth.parse(auth)));
    expect(new Set(sentences).size).toBe(all.length);
  });
});
