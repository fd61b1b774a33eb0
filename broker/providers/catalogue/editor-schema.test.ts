import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connectionProvider, extensionManifest } from '@valetkey/api-contracts';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { change } from '../fixtures/change-json.ts';
import { readerManifest } from '../fixtures/reader-manifest.ts';
import * as catalogue from './index.ts';

/** Lengths in UTF-16 units, as JavaScript and the contract count them; an editor's may count an emoji once. */
const ajv = new Ajv({ strict: false, unicode: false, logger: false });
const published = createRequire(import.meta.url);
const byEditor = {
  provider: ajv.compile(published('@valetkey/api-contracts/provider.schema.json')),
  manifest: ajv.compile(published('@valetkey/api-contracts/manifest.schema.json')),
};

/** Every place in a JSON value. */
const placesIn = (value: unknown, at: readonly (string | number)[] = []): (string | number)[][] =>
  typeof value !== 'object' || value === null
    ? [[...at]]
    : [
        [...at],
        ...Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
        ),
      ];

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '',
    'x',
    '{token}',
    '/a',
    '//a',
    '/a/../b',
    'https://a.example',
    0,
    1,
    -1,
    1e9,
    true,
    null,
    [],
    {},
  ),
);
const mutated = (original: unknown) => {
  const places = placesIn(original);
  const mutation = fc.record({
    place: fc.constantFrom(...places.filter((place) => place.length > 0)),
    key: fc.option(fc.constantFrom('id', 'type', 'when', 'extra', 'equals', 'in', 'value', 'field'), {
      nil: undefined,
    }),
    value: fc.option(values, { nil: undefined }),
  });
  return fc.array(mutation, { minLength: 1, maxLength: 3 }).map((mutations) => {
    const root = structuredClone(original);
    // Cloned: a list or object that stands in two places would be changed in both, or hold itself.
    for (const { place, key, value } of mutations)
      change(root, key === undefined ? place : [...place, key], structuredClone(value));
    return root;
  });
};

/** What only the broker's code can say, such as that a pattern takes too long. */
const isBeyondSchemas = (error: z.ZodError): boolean => error.issues.every(({ code }) => code === 'custom');

const agrees = (schema: z.ZodType, editor: (value: unknown) => boolean, value: unknown): void => {
  const { success, error } = schema.safeParse(value);
  const admitted = editor(value);
  // Unions give their problems one level down, where a custom one may hide; the broker may always be the stricter.
  if (success) expect(admitted, JSON.stringify(value)).toBe(true);
  else if (!isBeyondSchemas(error)) expect(admitted, JSON.stringify(value)).toBe(false);
};

/** Without what is for contributors alone: by which pages it was checked. */
const linesOf = (id: string): number => {
  const text = readFileSync(new URL(`${id}/provider.json`, import.meta.url), 'utf8');
  return text
    .replace(/^ {2}"checked": \{(?:[^\n]*\},|[\s\S]*?\n {2}\},)\n/m, '')
    .trimEnd()
    .split('\n').length;
};

test('most providers are fewer than 30 lines of JSON, and none has more than 60', () => {
  const lines = Object.values(catalogue).map(({ id }) => [id, linesOf(id)] as const);
  const short = lines.filter(([, count]) => count < 30);
  expect(short.length).toBeGreaterThan(lines.length * 0.5);
  expect(lines.filter(([, count]) => count > 60)).toEqual([]);
});

describe('an editor with the published schema says what the broker says', () => {
  test.each(Object.values(catalogue).map((file) => [file.id, file] as const))(
    'of %s, as it is and changed at will',
    (_, file) => {
      agrees(connectionProvider, byEditor.provider, file);
      expect(byEditor.provider(file)).toBe(true);
      fc.assert(
        fc.property(mutated(file), (value) => agrees(connectionProvider, byEditor.provider, value)),
        { numRuns: 60 },
      );
    },
  );

  test('schema and broker agree on a manifest that uses most of the language', () => {
    expect(byEditor.manifest(readerManifest())).toBe(true);
    fc.assert(
      fc.property(mutated(readerManifest()), (value) => agrees(extensionManifest, byEditor.manifest, value)),
      { numRuns: 1000 },
    );
  });
});
