import { readFileSync } from 'node:fs';
import { connectionProvider } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { markedTexts } from '../contracts/texts/fixtures/marked-texts.ts';
import { english, makeSay, type Say } from '../contracts/texts/say.ts';
import { checkFields, type GivenFields } from './check-fields.ts';
import { firstProvider, readerManifest } from './fixtures/reader-manifest.ts';

const provider = connectionProvider.parse(firstProvider(readerManifest()));
const token = 'reg_abcdefghijklmnopqrst';
const sound: GivenFields = { fields: { baseUrl: 'https://r.example.com' }, secrets: { token } };
const problems = (given: Partial<GivenFields>, change: object = {}) => {
  const check = (say: Say) => checkFields(say, { ...provider, ...change }, { ...sound, ...given }).problems;
  // Whatever is wrong is said in the language of the application.
  for (const { sentence } of check(makeSay(markedTexts()))) expect(sentence).toMatch(/^⟦.*⟧$/);
  return check(english);
};
const sentences = (given: Partial<GivenFields>, change: object = {}) =>
  problems(given, change).map(({ field, sentence }) => `${field}: ${sentence}`);

test('the check fills in defaults, omits hidden fields, and never returns a secret', () => {
  const checked = checkFields(english, provider, sound);
  expect(checked).toEqual({
    fields: { baseUrl: 'https://r.example.com', mode: 'read', pageSize: 20, archived: false },
    secretFields: ['token'],
    problems: [],
  });
  expect(JSON.stringify(checked)).not.toContain(token);
});

test('a field is required only while it is shown', () => {
  const given = { ...sound.fields, team: 'platform' };
  expect(
    checkFields(english, provider, { ...sound, fields: { ...given, mode: 'write' } }).fields,
  ).toMatchObject({
    team: 'platform',
  });
  expect(
    checkFields(english, provider, { ...sound, fields: { ...given, mode: 'read' } }).fields,
  ).not.toHaveProperty('team');
  const required = {
    fields: provider.fields.map((field) =>
      field.id === 'team' ? { ...field, required: true, default: undefined } : field,
    ),
  };
  expect(sentences({}, required)).toEqual([]);
  expect(sentences({ fields: { ...sound.fields, mode: 'write' } }, required)).toEqual([
    'team: This field is required.',
  ]);
});

test('a hidden secret is neither asked for nor to be saved', () => {
  const fields = provider.fields.map((field) =>
    field.id === 'token' ? { ...field, when: { field: 'archived', equals: true } } : field,
  );
  expect(checkFields(english, { ...provider, fields }, sound)).toMatchObject({
    secretFields: [],
    problems: [],
  });
});

test('a secret that was left empty is none to save, and the saved one stays', () => {
  const checked = checkFields(english, provider, {
    ...sound,
    secrets: { token: '' },
    savedSecrets: ['token'],
  });
  expect(checked).toMatchObject({ secretFields: [], problems: [] });
});

test('an address is stored in its normal form', () => {
  const checked = checkFields(english, provider, {
    ...sound,
    fields: { baseUrl: 'HTTPS://R.Example.com:443/' },
  });
  expect(checked.fields).toMatchObject({ baseUrl: 'https://r.example.com' });
});

describe('says what is wrong with a value, without repeating it', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { baseUri: 'x' }, 'baseUri: The provider has no such field; did you mean baseUrl?'],
    ['an unlike field', { zzz: 'x' }, 'zzz: The provider has no such field.'],
    [
      'an address with a path',
      { baseUrl: 'https://r.example.com/v1' },
      'baseUrl: The address must end after the host, without a path, query or fragment.',
    ],
    [
      'an address that was emptied, though there is a default',
      { baseUrl: '' },
      'baseUrl: This field is required.',
    ],
    ['an address that is none', { baseUrl: 7 }, 'baseUrl: This must be text.'],
    ['an unknown option', { mode: 'delete' }, 'mode: Choose one of the options.'],
    [
      'a value that does not match',
      { mode: 'write', team: 'A Team' },
      'team: This does not have the form that the provider asks for.',
    ],
    [
      'a value that is too long',
      { mode: 'write', team: 'a'.repeat(2001) },
      'team: This is too long; at most 2,000 characters.',
    ],
    [
      'a line break',
      { mode: 'write', team: 'a\nb' },
      'team: This must not hold a line break or another control character.',
    ],
    ['text for a number', { pageSize: '20' }, 'pageSize: This must be a number.'],
    ['no number', { pageSize: Number.NaN }, 'pageSize: This must be a number.'],
    ['a number too small', { pageSize: 0 }, 'pageSize: This must be at least 1.'],
    ['a number too large', { pageSize: 101 }, 'pageSize: This must be at most 100.'],
    ['text for a boolean', { archived: 'true' }, 'archived: This must be true or false.'],
    ['a secret among the fields', { token }, 'token: This is a secret and must be given as one.'],
  ])('%s', (_, fields, sentence) => {
    expect(sentences({ fields: { ...sound.fields, ...fields } })).toEqual([sentence]);
  });
});

describe('a secret', () => {
  test.each<[string, Partial<GivenFields>, string[]]>([
    ['is required', { secrets: {} }, ['token: This secret is required.']],
    ['may be saved already', { secrets: {}, savedSecrets: ['token'] }, []],
    ['may follow later', { secrets: {}, secretsMayFollow: true }, []],
    [
      'has at least eight characters',
      { secrets: { token: 'reg_123' } },
      ['token: This must have at least 8 characters.'],
    ],
    [
      'has at most 16,384',
      { secrets: { token: 'a'.repeat(16_385) } },
      ['token: This is too long; at most 16,384 characters.'],
    ],
    [
      'matches its pattern',
      { secrets: { token: 'hunter2-hunter2' } },
      ['token: This does not have the form that the provider asks for.'],
    ],
    [
      'holds no line break',
      { secrets: { token: `${token}\n` } },
      ['token: This must not hold a line break or another control character.'],
    ],
    ['is text', { secrets: { token: 12345678 } }, ['token: This must be text.']],
    [
      'is no plain field',
      { secrets: { token, mode: 'read' } },
      ['mode: This is not a secret and must be given as a field.'],
    ],
    [
      'is one that the provider asks for',
      { secrets: { token, tokem: 'x' } },
      ['tokem: The provider has no such field; did you mean token?'],
    ],
  ])('%s', (_, given, expected) => {
    expect(sentences(given)).toEqual(expected);
  });
});

test('a user name for basic sign-in holds no colon, which would end it (RFC 7617)', () => {
  const change = { auth: { kind: 'basic', username: 'team', password: 'token' } };
  const fields = provider.fields.map((field) =>
    field.id === 'team' ? { id: 'team', type: 'string', label: 'T', required: true } : field,
  );
  expect(sentences({ fields: { ...sound.fields, team: 'a:b' } }, { ...change, fields })).toEqual([
    'team: A user name must not hold a colon.',
  ]);
});

test('names of Object’s own are fields like any other: unknown', () => {
  const given = JSON.parse('{"__proto__": {"baseUrl": "https://evil.example"}, "constructor": 1}') as Record<
    string,
    unknown
  >;
  const checked = checkFields(english, provider, { fields: given, secrets: { token } });
  expect(checked.problems.map(({ field }) => field)).toEqual(['__proto__', 'constructor']);
  expect(checked.fields).toMatchObject({ baseUrl: 'https://registry.example.com' });
  expect(Object.getPrototypeOf(checked.fields)).toBe(Object.prototype);
});

test('whatever is given, nothing is thrown, no value is repeated, and what comes out passes again unchanged', () => {
  const value = fc.oneof(
    fc.anything({ maxDepth: 1 }),
    fc.constantFrom('https://x.example', 'write', 'core', 5, true, 'canary-value'),
  );
  const names = fc.constantFrom('baseUrl', 'mode', 'team', 'pageSize', 'archived', 'token', 'other');
  fc.assert(
    fc.property(fc.dictionary(names, value), fc.dictionary(names, value), (fields, secrets) => {
      const checked = checkFields(english, provider, { fields, secrets });
      expect(JSON.stringify(checked.problems)).not.toContain('canary-value');
      if (checked.problems.length > 0) return;
      expect(checkFields(english, provider, { fields: checked.fields, secrets }).fields).toEqual(
        checked.fields,
      );
    }),
    { numRuns: 3_000 },
  );
});

test('the check needs no Node module, because the settings page runs it too', () => {
  const seen = new Set<string>();
  const walk = (file: URL): void => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const source = readFileSync(file, 'utf8');
    for (const [, from = ''] of source.matchAll(/^(?:import|export) [^;]*? from '([^']+)'/gm)) {
      if (from.startsWith('.')) walk(new URL(from, file));
      else expect(from).toBe('@valetkey/api-contracts');
    }
  };
  walk(new URL('./check-fields.ts', import.meta.url));
  expect(seen.size).toBeGreaterThan(3);
});

test.each(['ä', ' x', 'x ', 'a\tb'])('what is sent in a header is plain ASCII: %j is refused', (text) => {
  const fields = provider.fields.map((field) => (field.id === 'team' ? { ...field, pattern: '' } : field));
  const given = { fields: { ...sound.fields, mode: 'write', team: text } };
  const sends = [{ name: 'X-Team', field: 'team' }];
  expect(sentences(given, { fields, sends })).toEqual([
    expect.stringMatching(/^team: This (is sent|must not)/),
  ]);
  if (text !== 'a\tb') expect(sentences(given, { fields })).toEqual([]);
});

test('a slip in a field’s name comes before what is missing because of it: a terminal shows the first', () => {
  expect(sentences({ fields: { baseUri: 'https://r.example.com' }, secrets: { tokem: token } })).toEqual([
    'baseUri: The provider has no such field; did you mean baseUrl?',
    'tokem: The provider has no such field; did you mean token?',
    'token: This secret is required.',
  ]);
});

test('a choice has at most 200 characters, which is what a service may offer', () => {
  const choice = {
    id: 'site',
    type: 'choice',
    label: 'Site',
    required: false,
    options: { method: 'GET', path: '/sites', list: '/list', value: '/id' },
  };
  const chosen = (length: number) =>
    sentences(
      { fields: { ...sound.fields, site: 'x'.repeat(length) } },
      { fields: [...provider.fields, choice] },
    );
  expect(chosen(200)).toEqual([]);
  expect(chosen(201)).toEqual(['site: This is too long; at most 200 characters.']);
});

test('a secret that is PEM has both of its lines, and line breaks, which no other secret may have', () => {
  const withFormat = (format?: 'pem') => ({
    fields: provider.fields.map((field) =>
      field.id === 'token' ? { ...field, pattern: undefined, format } : field,
    ),
  });
  const key = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';
  expect(sentences({ secrets: { token: key } }, withFormat('pem'))).toEqual([]);
  expect(sentences({ secrets: { token: key } }, withFormat())).toEqual([
    'token: This must not hold a line break or another control character.',
  ]);
  for (const broken of [key.replace('BEGIN', 'START'), key.slice(0, 40), `x${key}`, token])
    expect(sentences({ secrets: { token: broken } }, withFormat('pem'))).toEqual([
      'token: This must be PEM: text from -----BEGIN to -----END, with both lines.',
    ]);
});

test('large patterns of many fields cost no more than their share, and the field that is too much is named', () => {
  const pattern = 'a{0,490}$';
  const own = Array.from({ length: 20 }, (_, at) => ({
    id: `secret${at}`,
    type: 'secret' as const,
    label: 'S',
    required: false,
    pattern,
  }));
  const secrets = Object.fromEntries(own.map(({ id }) => [id, 'a'.repeat(600)]));
  const from = cpuMs();
  const found = sentences(
    { secrets: { token, ...secrets } },
    { fields: [...provider.fields, ...own] as never },
  );
  expect(cpuMs() - from).toBeLessThan(200);
  expect(found[0]).toMatch(/^secret1: This is too long; at most \d{3} characters\.$/);
});
