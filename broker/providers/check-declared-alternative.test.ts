import { expect, it } from 'vitest';
import { firstProvider, readerManifest } from './fixtures/reader-manifest.ts';
import { readManifest } from './read-manifest.ts';

const first = firstProvider(readerManifest());
const place = 'contributes.connectionProviders[1]';
/** The manifest with a second provider: another way to sign in to the first one. */
const problems = (change: object, more: readonly object[] = []) => {
  const manifest = readerManifest();
  const other = { ...first, id: 'registry-password', alternativeTo: 'registry', ...change };
  const connectionProviders = [...manifest.contributes.connectionProviders, other, ...more];
  const contributes = { ...manifest.contributes, connectionProviders };
  const reading = readManifest(JSON.stringify({ ...manifest, contributes }));
  return reading.ok ? [] : reading.problems;
};

it('another way to sign in may have fields and a credential of its own', () => {
  const auth = { kind: 'basic', username: 'team', password: 'token' };
  const fields = first.fields.map((field) => (field.id === 'team' ? { id: 'team', type: 'string' } : field));
  expect(problems({ auth, fields })).toEqual([]);
});

it.each([
  ['regisrty', 'did you mean `registry`?'],
  ['something-else', 'there are `registry`.'],
  ['registry-password', 'there are `registry`.'],
])('an alternative to %s is refused with what is there', (alternativeTo, then) => {
  const at = `${place}.alternativeTo`;
  const sentence = `This must be a provider of this manifest that is not itself an alternative; ${then}`;
  expect(problems({ alternativeTo })).toEqual([{ at, sentence }]);
});

it('an alternative to an alternative is refused', () => {
  const third = { ...first, id: 'third', alternativeTo: 'registry-password' };
  expect(problems({}, [third]).map(({ at }) => at)).toEqual([
    'contributes.connectionProviders[2].alternativeTo',
  ]);
});

it.each([
  ['origins', { origins: ['{baseUrl}', 'https://elsewhere.example.com'] }],
  ['mcp', { mcp: { path: '/other' } }],
  ['mcp', { mcp: undefined }],
])('another way to sign in with other %s is refused', (key, change) => {
  const sentence = `Another way to sign in to \`registry\` must have the same \`${key}\`.`;
  expect(problems(change)).toEqual([{ at: `${place}.${key}`, sentence }]);
});
