import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { change, placesIn, resolve, stepsOf } from './fixtures/change-json.ts';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { readManifest } from './read-manifest.ts';

const problemsOf = (root: unknown) => {
  const reading = readManifest(typeof root === 'string' ? root : JSON.stringify(root));
  return reading.ok ? [] : reading.problems;
};
const original = readerManifest();
const places = placesIn(original);
const changed = (...changes: readonly (readonly [string, unknown])[]) => {
  const root = readerManifest();
  for (const [at, value] of changes) change(root, stepsOf(at), value);
  return root;
};
const provider = 'contributes.connectionProviders[0]';

test('a sound manifest is read, with its defaults filled in and npm’s own keys passed over', () => {
  const reading = readManifest(JSON.stringify(original));
  expect(reading.ok && reading.manifest.contributes.connectionProviders[0]?.test?.expect.status).toEqual([
    200,
  ]);
  expect(reading.ok && 'license' in reading.manifest).toBe(false);
});

test('an extension that contributes nothing is sound too', () => {
  expect(problemsOf('{"name":"a","publisher":"b","version":"1.0.0","main":"a.js"}')).toEqual([]);
});

test('a line break separates what is signed, and stands nowhere else', () => {
  const hmac = { kind: 'hmac', secret: 'token', sign: ['method', 'path'], signature: { header: 'X-S' } };
  const lines = { ...hmac, separator: '\n' };
  expect(problemsOf(changed([`${provider}.auth`, lines]))).toEqual([]);
  expect(problemsOf(changed([`${provider}.name`, '\n'])).map(({ at }) => at)).toEqual([`${provider}.name`]);
  for (const other of ['\r', '\n\n', '\u200b'])
    expect(problemsOf(changed([`${provider}.auth`, { ...hmac, separator: other }]))).not.toEqual([]);
  const bearer = { kind: 'bearer', secret: 'token' };
  expect(problemsOf(changed([`${provider}.auth`, { kind: 'several', parts: [lines, bearer] }]))).toEqual([]);
});

test('all problems come at once, in the order of the file', () => {
  const root = changed(
    ['main', 'main.exe'],
    [`${provider}.origins`, ['ftp://x']],
    ['version', 'x'],
    ['contributes.connectionRequests[0].reason', ''],
    [`${provider}.fields[0]`, 5],
  );
  expect(problemsOf(root).map(({ at }) => at)).toEqual([
    'version',
    'main',
    `${provider}.fields[0]`,
    `${provider}.origins[0]`,
    'contributes.connectionRequests[0].reason',
  ]);
});

test('a thousand problems are cut to a hundred, and it says so', () => {
  const fields = Array(40).fill(1);
  const problems = problemsOf(changed(['contributes.connectionProviders', Array(32).fill({ fields })]));
  expect(problems.length).toBe(101);
  expect(problems.at(-1)?.sentence).toBe(
    'There are more problems than these. Fix these first, then run it again.',
  );
});

describe('whatever is changed in a manifest', () => {
  const words = ['id', 'type', 'default', '__proto__', 'constructor', 'fieldz', 'a b', '\u202e', 'when'];
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom('', '{token}', 'http', '//', 'token', -1, 1e99));
  const mutation = fc.record({
    place: fc.constantFrom(...places),
    key: fc.option(fc.oneof(fc.constantFrom(...words), fc.string()), { nil: undefined }),
    value: fc.option(values, { nil: undefined }),
  });
  const mutants = fc.array(mutation, { minLength: 1, maxLength: 6 }).map((mutations) => {
    const root: unknown = readerManifest();
    for (const { place, key, value } of mutations)
      change(root, key === undefined ? place : [...place, key], value);
    return JSON.stringify(root);
  });

  test('nothing is thrown, and every place exists in the file or is missing from an object that does', () => {
    fc.assert(
      fc.property(mutants, (text) => {
        for (const { at, sentence } of problemsOf(text)) {
          expect(sentence).toMatch(/^[A-Z`].*[.?]$/s);
          expect(typeof resolve(JSON.parse(text), stepsOf(at).slice(0, -1)), at).toBe('object');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a secret that was pasted in the wrong place, as a value or a key, is not repeated', () => {
    const canary = 'ghp_0a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F'; // secretlint-disable-line
    const said = (place: readonly (string | number)[], value: unknown): string => {
      const root = readerManifest();
      change(root, place, value);
      return JSON.stringify(problemsOf(root)).toLowerCase();
    };
    const forms = [
      canary,
      canary.replace('_', ''),
      `Bearer ${canary}`,
      `https://u:${canary}@api.example.com`,
      `{${canary}}`,
    ];
    for (const place of places) {
      for (const text of forms) {
        expect(said(place, text)).not.toContain('0a1b2c3d');
        if (typeof resolve(original, place) === 'object')
          expect(said([...place, text], { [text]: '\u202e' })).not.toContain('0a1b2c3d');
      }
    }
  });

  test('a plain word is not repeated either where the name of the place speaks of a secret', () => {
    for (const key of ['secret', 'password', 'username', 'prefix', 'apiKey'])
      expect(
        JSON.stringify(problemsOf(changed([`${provider}.auth.${key}`, 'swordfish\u0000']))),
      ).not.toContain('swordfish');
  });

  test('the prototype of Object stays clean', () => {
    problemsOf(
      '{"__proto__":{"polluted":1},"contributes":{"__proto__":{"polluted":1},"constructor":{"polluted":1}}}',
    );
    expect('polluted' in {}).toBe(false);
  });
});

describe('a hostile manifest of 256 KB is answered within two seconds:', () => {
  const many = (name: string, value: unknown) =>
    Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [name + index.toString(36), value]));
  const withPattern = (pattern: string, start: string) =>
    changed([`${provider}.fields[2].pattern`, pattern], [`${provider}.fields[2].default`, start]);
  const hostile: readonly [string, unknown][] = [
    ['unknown words', { contributes: many('connectionProvider', 1) }],
    ['slips at the root', many('contribut', '\u202e')],
    ['invisible characters', { contributes: { x: Array(60_000).fill('\u200b') } }],
    ['a key that stands 40,000 times', `{${'"a":1,'.repeat(40_000)}"a":1}`],
    ['a pattern that backtracks by ?', withPattern('a?'.repeat(60) + 'a'.repeat(60), 'a'.repeat(59))],
    ['a pattern that backtracks by |', withPattern('(a|a)'.repeat(39), `${'a'.repeat(38)}b`)],
  ];
  test.each(hostile)('%s', (_, root) => {
    const from = cpuMs();
    expect(problemsOf(root).length).toBeGreaterThan(0);
    expect(cpuMs() - from).toBeLessThan(2_000);
  });
});

test('defaults cost no more time than their provider’s share, whatever their patterns are', () => {
  const own = Array.from({ length: 25 }, (_, at) => ({
    id: `f${at}`,
    type: 'string',
    label: 'F',
    required: false,
    pattern: 'a{0,490}$',
    default: 'a'.repeat(999),
  }));
  const root = readerManifest();
  const all = [...(resolve(root, stepsOf(`${provider}.fields`)) as unknown[]), ...own];
  change(root, stepsOf(`${provider}.fields`), all);
  const from = cpuMs();
  const found = problemsOf(root);
  expect(cpuMs() - from).toBeLessThan(200);
  expect(found[0]).toMatchObject({
    sentence: expect.stringMatching(/^The defaults of this provider are too long/),
  });
});
