import { connectionProvider } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../contracts/texts/say.ts';
import { checkDeclaredReach } from './check-declared-reach.ts';
import { checkFields } from './check-fields.ts';
import { fillPath } from './fill-path.ts';
import { resolveMcp } from './resolve-mcp.ts';
import { resolveOrigins } from './resolve-origins.ts';

const filled = (template: string, fields: Record<string, string | number>) => {
  const path = fillPath(template, fields);
  return path.ok ? path.path : path.field;
};

test('a field is one whole segment of a path, or the whole path where nothing else stands', () => {
  expect(filled('/v1/accounts/{id}/me?all', { id: 'a1-b.c' })).toBe('/v1/accounts/a1-b.c/me?all');
  expect(filled('{path}', { path: '/v1/mcp/authv2' })).toBe('/v1/mcp/authv2');
  expect(filled('/v1/{size}', { size: 20 })).toBe('/v1/20');
  expect(filled('/v1', {})).toBe('/v1');
});

test('a path with an empty field is none, and names the field', () => {
  expect(filled('/v1/{id}', {})).toBe('id');
  expect(filled('/v1/{id}', { id: '' })).toBe('id');
  expect(filled('/v1/{toString}', {})).toBe('toString');
});

const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '..',
    '.',
    '../x',
    'a/b',
    '//evil.example',
    'a?b',
    'a#b',
    '%2e%2e',
    'a\\b',
    '@evil',
    '$&',
    '{id}',
  ),
  fc.string({ unit: fc.constantFrom(...'./?#%\\@:{}a-'), maxLength: 12 }),
);

test('no value that is typed makes another path than the one that was declared', () => {
  fc.assert(
    fc.property(typed, (id) => {
      const path = fillPath('/v1/accounts/{id}/me?all=1', { id });
      if (!path.ok) return;
      const url = new URL(path.path, 'https://api.example.com');
      expect(url.host).toBe('api.example.com');
      expect(url.pathname.split('/')).toEqual(['', 'v1', 'accounts', id, 'me']);
      expect([url.search, url.hash]).toEqual(['?all=1', '']);
    }),
    { numRuns: 3_000 },
  );
});

test('no whole path that is typed leaves its host or says another path than it reads', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        typed,
        typed.map((text) => `/${text}`),
      ),
      (text) => {
        const path = fillPath('{path}', { path: text });
        if (!path.ok) return;
        const url = new URL(path.path, 'https://mcp.example.com');
        expect([url.host, url.pathname, url.search, url.hash]).toEqual(['mcp.example.com', text, '', '']);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('no value that is typed into a host makes another host than one below the declared name', () => {
  const hosts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.constantFrom('evil.example/', 'x.evil.example#', 'a@b', 'a:1', 'a.b', '-a', 'a-', 'A', '$&', 'xn--a'),
    fc.string({ unit: fc.constantFrom(...'abc019-._/@:#?'), maxLength: 10 }),
  );
  fc.assert(
    fc.property(hosts, (region) => {
      const resolved = resolveOrigins({ origins: ['https://s3.{region}.amazonaws.com'] }, { region });
      if (!resolved.ok) {
        expect(resolved.problems[0]?.field).toBe('region');
        return;
      }
      expect(resolved.origins).toEqual([`https://s3.${region}.amazonaws.com`]);
      expect(new URL(resolved.origins[0] ?? '').hostname.split('.')).toHaveLength(4);
    }),
    { numRuns: 3_000 },
  );
});

const base = { id: 'x', name: 'X', description: 'x', auth: { kind: 'none' } };
const text = (id: string, more: object = {}) => ({ id, type: 'string', ...more });

test('what is typed for a path or a host is refused in words where it is typed', () => {
  const provider = connectionProvider.parse({
    ...base,
    fields: [text('region'), text('path', { default: '/mcp' }), text('account')],
    origins: ['https://s3.{region}.amazonaws.com'],
    mcp: { path: '{path}' },
    test: { path: '/v1/{account}' },
  });
  const problemsOf = (fields: object) =>
    checkFields(english, provider, { fields: { region: 'eu-1', account: 'a', ...fields } }).problems.map(
      ({ field }) => field,
    );
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ region: 'eu.evil' })).toEqual(['region']);
  expect(problemsOf({ path: 'mcp' })).toEqual(['path']);
  expect(problemsOf({ path: '/../mcp' })).toEqual(['path']);
  expect(problemsOf({ account: 'a/b' })).toEqual(['account']);
});

test('an MCP server is where its path was typed, and that is part of what was agreed to', () => {
  const provider = connectionProvider.parse({
    ...base,
    fields: [text('path')],
    origins: ['https://mcp.example.com'],
    mcp: { path: '{path}' },
  });
  const at = (path: string) => resolveMcp(provider, { path }, ['https://mcp.example.com']);
  expect(at('/v1/sse')).toMatchObject({
    ok: true,
    mcp: { path: '/v1/sse' },
    inWords: 'https://mcp.example.com/v1/sse',
  });
  expect(at('/../x')).toEqual({ ok: false, field: 'path' });
});

describe('a declaration is refused', () => {
  const said = (more: object) =>
    checkDeclaredReach({ ...base, fields: [text('a'), { id: 'key', type: 'secret' }], ...more }, []).map(
      ({ sentence }) => sentence,
    );
  test.each<[string, object, RegExp]>([
    [
      'with a secret in its path',
      { origins: ['https://a.example'], test: { path: '/{key}' } },
      /required string/,
    ],
    [
      'with an unknown field in its path',
      { origins: ['https://a.example'], test: { path: '/{b}' } },
      /required string/,
    ],
    [
      'with loose braces in its path',
      { origins: ['https://a.example'], test: { path: '/{B}' } },
      /Braces in a path/,
    ],
    ['with a secret in its host', { origins: ['https://{key}.a.example'] }, /required string/],
    [
      'with an optional field in its host',
      { fields: [text('a', { required: false })], origins: ['https://{a}.b.example'] },
      /required string/,
    ],
  ])('%s', (_, more, sentence) => {
    expect(said(more).join(' ')).toMatch(sentence);
  });
  test('a host whose owner a field would choose is refused', () => {
    for (const origin of ['https://{a}.com', 'https://{a}', 'https://x.{a}', 'http://{a}.b.example']) {
      const provider = { ...base, fields: [text('a')], origins: [origin] };
      expect(connectionProvider.safeParse(provider).success, origin).toBe(false);
    }
  });
});
