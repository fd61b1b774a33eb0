import { describe, expect, it } from 'vitest';
import { checkDeclaredAuth } from './check-declared-auth.ts';
import { checkDeclaredReach } from './check-declared-reach.ts';
import { checkManifestText } from './check-manifest-text.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import { placeText } from './place.ts';

const field = (id: string, type: string, more: object = {}) => ({ id, label: id, type, ...more });
const all = [
  field('token', 'secret'),
  field('other', 'secret'),
  field('team', 'string'),
  field('mode', 'boolean'),
  field('shown', 'string', { when: { field: 'mode', equals: true } }),
  field('site', 'url'),
];
const fields = new Map(
  declaredFields({ fields: all }).flatMap((one): [string, DeclaredField][] =>
    one === undefined ? [] : [[one.id, one]],
  ),
);
const ofAuth = (auth: unknown) =>
  checkDeclaredAuth(auth, fields, ['auth']).map(({ place }) => placeText(place));
const base = { origins: ['https://a.example'], auth: { kind: 'none' }, fields: all };
const ofReach = (more: object) =>
  checkDeclaredReach({ ...base, ...more }, []).map(({ place }) => placeText(place));

describe('a credential is typed into a secret field, whatever carries it', () => {
  it.each([
    ['secret', { kind: 'bearer', secret: 'team' }],
    ['password', { kind: 'basic', username: 'team', password: 'team' }],
    ['secret', { kind: 'header', name: 'X-Key', secret: 'team' }],
    ['secret', { kind: 'query', name: 'key', secret: 'team' }],
    ['sessionToken', { kind: 'sigv4', accessKeyId: 'team', secretAccessKey: 'token', sessionToken: 'team' }],
    ['key', { kind: 'jwtBearer', key: 'team' }],
    ['secret', { kind: 'hmac', secret: 'team', sign: ['body'], signature: { header: 'X-S' } }],
    ['key', { kind: 'mtls', certificate: 'other', key: 'team' }],
    ['passphrase', { kind: 'mtls', certificate: 'other', key: 'token', passphrase: 'team' }],
    ['password', { kind: 'digest', username: 'team', password: 'team' }],
    ['password', { kind: 'registryToken', username: 'team', password: 'team', realms: [] }],
  ])('%s of %j', (key, auth) => {
    expect(ofAuth(auth)).toEqual([`auth.${key}`]);
  });

  it('each part of several is looked at', () => {
    const part = (name: string, secret: string) => ({ kind: 'header', name, secret });
    const parts = [part('X-A', 'token'), part('X-B', 'token'), part('X-C', 'team'), part('X-A', 'token')];
    expect(ofAuth({ kind: 'several', parts })).toEqual(['auth.parts[2].secret', 'auth.parts[3]']);
  });

  it('a token server is named by a url field alone', () => {
    const auth = { kind: 'registryToken', username: 'team', password: 'token' };
    expect(ofAuth({ ...auth, realms: ['{site}', '{team}'] })).toEqual(['auth.realms[1]']);
  });

  it('what is signed is made', () => {
    const auth = { kind: 'hmac', secret: 'token', signature: { header: 'X-S' } };
    expect(ofAuth({ ...auth, sign: ['nonce', 'timestamp', 'bodyDigest'] })).toHaveLength(3);
  });

  it('no part of a sign-in is a secret, or a field that is not always there', () => {
    const auth = (more: object) => ({
      kind: 'oauth2',
      flows: [],
      issuer: 'https://id.example',
      client: { id: 'x' },
      ...more,
    });
    for (const text of ['{token}', '{shown}', '{nobody}']) {
      for (const key of [
        'authorization',
        'token',
        'deviceAuthorization',
        'pushedAuthorization',
        'revocation',
      ])
        expect(ofAuth(auth({ endpoints: { [key]: `https://id.example/${text}` } }))).toEqual([
          `auth.endpoints.${key}`,
        ]);
      for (const key of ['issuer', 'token', 'clientId'])
        expect(ofAuth(auth({ identityProvider: { idToken: 'token', [key]: text } }))).toEqual([
          `auth.identityProvider.${key}`,
        ]);
      expect(ofAuth(auth({ origins: [text] }))).toEqual(['auth.origins[0]']);
      expect(ofAuth(auth({ tokenRequest: { parameters: { audience: text } } }))).toEqual([
        'auth.tokenRequest.parameters.audience',
      ]);
    }
  });
});

describe('every declared path is looked at', () => {
  const places: [string, (path: string) => object][] = [
    ['test.path', (path) => ({ test: { path } })],
    ['mcp.path', (path) => ({ mcp: { path } })],
    [
      'fields[6].options.path',
      (path) => ({ fields: [...all, field('repo', 'choice', { options: { path } })] }),
    ],
  ];
  it.each(places)('%s holds no secret, no field that may be absent, and nothing that climbs', (place, at) => {
    for (const path of ['/{token}', '/{shown}', '/{x y}', '/a/%2e%2E/b', '/a/%2E/b', '/a%5c..', '/a/..;/b'])
      expect(ofReach(at(path)), path).toEqual([place]);
    expect(ofReach(at('/{team}/x'))).toEqual([]);
  });

  it('no path holds the parameter that carries the credential', () => {
    const auth = { kind: 'query', name: 'key', secret: 'token' };
    for (const [place, at] of places)
      for (const path of ['/x?key=1', '/x?KEY=1', '/x?a=1&key[]=1'])
        expect(ofReach({ auth, ...at(path) }), path).toEqual([place]);
    const named = { ...auth, name: 'apiKey' };
    expect(ofReach({ auth: named, test: { path: '/x?apiKey=1' } })).toEqual(['test.path']);
  });
});

it('a secret stands in no command line and no folder of a program', () => {
  const mcp = {
    transport: 'stdio',
    command: '/bin/x',
    cwd: '{token}',
    args: ['{token}'],
    environment: { A: '{token}' },
  };
  expect(ofReach({ mcp })).toEqual(['mcp.cwd', 'mcp.args[0]']);
  expect(ofReach({ mcp: { ...mcp, command: '{shown}', cwd: '{shown}', args: [] } })).toEqual([
    'mcp.command',
    'mcp.cwd',
  ]);
});

it.each([
  ['X-Token', { kind: 'jwtBearer', key: 'token', header: 'X-Token' }],
  ['X-Amz-Security-Token', { kind: 'sigv4', accessKeyId: 'team', secretAccessKey: 'token' }],
  ['X-Amz-Content-Sha256', { kind: 'sigv4', accessKeyId: 'team', secretAccessKey: 'token' }],
  [
    'X-Token',
    {
      kind: 'oauth2',
      flows: [],
      issuer: 'https://id.example',
      client: { id: 'x' },
      token: { in: 'header', name: 'X-Token' },
    },
  ],
  [
    'X-Digest',
    {
      kind: 'hmac',
      secret: 'token',
      sign: ['body'],
      signature: { header: 'X-S' },
      bodyDigest: { header: 'X-Digest' },
    },
  ],
  [
    'X-B',
    { kind: 'several', parts: ['X-A', 'X-B'].map((name) => ({ kind: 'header', name, secret: 'token' })) },
  ],
])('no extension sets %s, which carries the credential of %j', (name, auth) => {
  expect(ofReach({ auth, headers: [name.toLowerCase().replaceAll('-', '_')] })).toEqual(['headers[0]']);
});

it('no text of a manifest hides a character', () => {
  for (const hidden of ['\u202e', '\u200b', '\u{e0041}', '\u0007', '\ud800'])
    for (const [place, manifest] of [
      ['displayName', { displayName: `a${hidden}` }],
      ['description', { description: `a${hidden}` }],
      ['contributes.x[0]', { contributes: { x: [`a${hidden}`] } }],
    ] as const)
      expect(checkManifestText(manifest).map((one) => placeText(one.place))).toEqual([place]);
});
