import { expect, it } from 'vitest';
import { draftDescribed } from './draft-described.ts';

const described = (parts: object) => {
  const found = draftDescribed({
    kind: 'document',
    url: 'https://pets.example/openapi.json',
    status: 200,
    headers: new Map(),
    text: JSON.stringify({ openapi: '3.1.0', ...parts }),
    texts: undefined,
  });
  return typeof found === 'string' ? [] : found;
};
const notesOf = (parts: object): string => described(parts)[0]?.draft.notes.join('\n') ?? '';
const scheme = (one: object) => ({ components: { securitySchemes: { a: one } } });
const code = (tokenUrl: string) =>
  scheme({
    type: 'oauth2',
    flows: { authorizationCode: { authorizationUrl: 'https://pets.example/a', tokenUrl, scopes: {} } },
  });

it('a third host that client secrets and codes would go to is named, even if only an issuer gives it', () => {
  expect(notesOf(code('https://evil.example/token'))).toContain(
    'The client secret and codes go to https://evil.example:',
  );
  expect(notesOf(code('https://pets.example/token'))).not.toContain('go to');
  const openIdConnectUrl = 'https://evil.example/.well-known/openid-configuration';
  expect(notesOf(scheme({ type: 'openIdConnect', openIdConnectUrl }))).toContain(
    'where this issuer says: https://evil.example:',
  );
});

it('a server on another host than the document is named, however alike the two hosts look', () => {
  for (const url of [
    'https://evil.example',
    'https://evil-pets.example',
    'https://a.pets.example',
    'https://pets.example:8443',
  ])
    expect(notesOf({ servers: [{ url }] }), url).toContain(`requests go to ${url}:`);
});

it('the servers to choose from include none with a user name and none over plain HTTP', () => {
  const servers = ['https://me@pets.example', 'https://:p@pets.example', 'http://pets.example'].map(
    (url) => ({ url }),
  );
  expect(described({ servers })).toEqual([]);
});

it('a grant is never limited to a path with a variable in it', () => {
  const [first] = described({ servers: [{ url: 'https://{site}/v1/{tenant}' }] });
  expect(first?.draft).toMatchObject({ access: { methods: ['GET'], paths: ['/**'] } });
});

it('the draft says where no credential is sent, and its name and its documentation are plain', () => {
  expect(notesOf({})).toContain('The document names no credential, so none is sent.');
  const [first] = described({
    info: { title: 'Git\u202eHub\u200b' },
    externalDocs: { url: 'javascript:alert(1)' },
  });
  expect(first?.draft.provider).toMatchObject({ name: 'Git Hub' });
  expect(first?.draft.provider).not.toHaveProperty('documentation');
});
