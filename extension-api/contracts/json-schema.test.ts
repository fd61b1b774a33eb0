import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSchemas } from './json-schema.ts';

test.each(Object.entries(publishedSchemas))('%s in the repository matches the contract', (name, schema) => {
  const file = new URL(`${name}`, import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test.each(Object.entries(publishedSchemas))('%s explains every key to the editor', (_name, published) => {
  const unexplained: string[] = [];
  const walk = (schema: unknown, place: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, ...others } = schema as Record<string, unknown>;
    for (const [name, property] of Object.entries((properties ?? {}) as Record<string, object>)) {
      if (!('description' in property)) unexplained.push(`${place}.${name}`);
    }
    for (const [key, value] of [...Object.entries((properties ?? {}) as object), ...Object.entries(others)])
      walk(value, `${place}.${key}`);
  };
  walk(published, '');
  expect(unexplained).toEqual([]);
});
