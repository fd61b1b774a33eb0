import { readFileSync } from 'node:fs';
import { aboutService, connectionProvider, providerAuth, providerField } from '@valetkey/api-contracts';
import { expect, test } from 'vitest';
import { readerManifest } from './fixtures/reader-manifest.ts';
import { readManifest } from './read-manifest.ts';

const page = readFileSync(new URL('../../extension-api/PROVIDERS.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, json = '']) => json);

test('the example on the authors’ page is a provider, in fewer than 30 lines', () => {
  const [example = ''] = blocks;
  const manifest = { ...readerManifest(), contributes: { connectionProviders: [JSON.parse(example)] } };
  expect(readManifest(JSON.stringify(manifest))).toMatchObject({ ok: true });
  expect(example.trim().split('\n').length).toBeLessThan(30);
});

test('the example of another way to sign in is one to the first example', () => {
  const other = blocks.find((block) => block.includes('"alternativeTo"')) ?? '';
  const connectionProviders = [blocks[0] ?? '', other].map((json) => JSON.parse(json));
  const manifest = { ...readerManifest(), contributes: { connectionProviders } };
  expect(readManifest(JSON.stringify(manifest))).toMatchObject({ ok: true });
});

test('the examples of a region, and of what is said about a service, are ones', () => {
  const [region = ''] = blocks.filter((block) => block.includes('"region"'));
  expect(providerField.parse(JSON.parse(region))).toMatchObject({
    type: 'enum',
    default: 'https://api.acme.example',
  });
  const about = JSON.parse(`{${blocks.find((block) => block.includes('"checked"'))}}`);
  expect(aboutService.safeParse(about)).toMatchObject({ success: true });
});

test('the example of a migration is one', () => {
  const { version, migrations } = JSON.parse(`{${blocks.find((block) => block.includes('"migrations"'))}}`);
  const shape = connectionProvider.def.shape;
  expect([shape.version.safeParse(version), shape.migrations.safeParse(migrations)]).toMatchObject([
    { success: true },
    { success: true },
  ]);
});

test('the page names every type of field and every kind of credential, and no other', () => {
  const literals = (union: { readonly options: readonly unknown[] }, key: string): string[] =>
    union.options.map((option) =>
      String((option as { shape: Record<string, { value: string }> }).shape[key]?.value),
    );
  const types = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, type]) => type);
  expect(types.sort()).toEqual(literals(providerField.def.in, 'type').sort());
  const said = /`auth.kind` is one of ([^.]*)\./.exec(page)?.[1] ?? '';
  const kinds = [...said.matchAll(/`(\w+)`/g)].map(([, kind]) => kind);
  expect(kinds.sort()).toEqual(literals(providerAuth, 'kind').sort());
});

test('the page has every word of a provider, but for a hint that consent does not need', () => {
  const words = Object.keys(connectionProvider.def.shape);
  const missing = words.filter((word) => !page.includes(`\`${word}\``) && !page.includes(`"${word}":`));
  expect(missing).toEqual(['suggestedPaths']);
});

test('the example of the first page is a manifest, and declares what the code below it asks for', () => {
  const first = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n([^`]*)```/.exec(first) ?? [];
  const [, code = ''] = /```ts\n([^`]*)```/.exec(first) ?? [];
  const reading = readManifest(json);
  expect(reading).toMatchObject({ ok: true });
  const requests = reading.ok ? reading.manifest.contributes.connectionRequests : [];
  expect(requests.map(({ provider }) => provider)).toEqual([/provider: '([^']+)'/.exec(code)?.[1]]);
});
