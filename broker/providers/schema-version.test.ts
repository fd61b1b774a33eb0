import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connectionProvider, schemaVersion } from '@valetkey/api-contracts';
import { describe, expect, test } from 'vitest';
import { readManifest } from './read-manifest.ts';

const published = createRequire(import.meta.url);
const schemas = ['provider', 'manifest'].map(
  (name): Record<string, unknown> => published(`@valetkey/api-contracts/${name}.schema.json`),
);
const file = new URL(`./fixtures/written-in-version-${schemaVersion}.jsonl`, import.meta.url);
/** Lines are added and never changed: authors have written the like, and it has been read like this. */
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): { written: Record<string, unknown>; beside?: readonly object[]; read: object } =>
    JSON.parse(line),
  );

test('the version of the schema stands in what an editor shows, and in the one word by which a file names it', () => {
  for (const { $id, title, description } of schemas) {
    expect($id).toMatch(new RegExp(`^urn:valetkey:(provider|manifest):${schemaVersion}$`));
    expect(title).toMatch(new RegExp(`, version ${schemaVersion}$`));
    expect(description).toContain('stays valid and keeps its meaning');
  }
  const { shape } = connectionProvider.def;
  const later = [schemaVersion, undefined, schemaVersion + 1, 0, String(schemaVersion)];
  expect(later.map((version) => shape.schemaVersion.safeParse(version).success)).toEqual([
    ...[true, true, false, false, false],
  ]);
});

describe('what was written in this version stays valid, and means what it meant', () => {
  test.each(lines.map(({ written, beside = [], read }, at) => [at + 1, written, beside, read] as const))(
    'line %i',
    (_line, written, beside, read) => {
      const manifest = { name: 'x', publisher: 'x', version: '1.0.0', main: 'x.js' };
      const contributes = { connectionProviders: [written, ...beside] };
      const reading = readManifest(JSON.stringify({ ...manifest, contributes }));
      const connectionProviders = [read, ...beside.map(() => ({}))];
      expect(reading).toMatchObject({ ok: true, manifest: { contributes: { connectionProviders } } });
    },
  );

  test('each key and listed value has a line, and a new one gets its own', () => {
    const said = new Set(lines.flatMap(({ written }) => saidIn(written)));
    expect(offeredBy(schemas[0]).filter((one) => !said.has(one))).toEqual([]);
  });
});

/**
 * Lines cannot show that a limit or a pattern takes less than before. After a look at what the build did to
 * provider.schema.json and manifest.schema.json: where all that was valid still is, its new digest goes here; where
 * something is not, `schemaVersion` rises.
 */
test('somebody has looked at the last change of the schemas', () => {
  const rules = JSON.stringify(schemas, (key, value) => (isWords(key, value) ? undefined : value));
  expect(createHash('sha256').update(rules).digest('hex')).toBe(
    '54e48f7e1ff3a6154b3045cabeaaabebb238883c149b3cf33c3992036c32141f',
  );
});

/** A field may be called `title` or `description`; then it is no text. */
const isWords = (key: string, value: unknown): boolean =>
  ['title', 'description', '$id'].includes(key) && typeof value === 'string';

const saidIn = (value: unknown, name = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => saidIn(one, name));
  if (typeof value !== 'object' || value === null) return [`${name}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...saidIn(inner, key)]);
};

const offeredBy = (schema: unknown, name = ''): string[] => {
  if (Array.isArray(schema)) return schema.flatMap((one) => offeredBy(one, name));
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, const: only, enum: several = [], ...rest } = schema as Record<string, unknown>;
  const values = [...(only === undefined ? [] : [only]), ...(several as unknown[])];
  return [
    ...values.map((value) => `${name}=${JSON.stringify(value)}`),
    ...Object.entries(properties as object).flatMap(([key, inner]) => [key, ...offeredBy(inner, key)]),
    ...['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties'].flatMap((key) =>
      offeredBy(rest[key], name),
    ),
  ];
};
