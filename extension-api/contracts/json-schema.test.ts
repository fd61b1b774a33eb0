import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSchemas } from './json-schema.ts';

test.each(Object.entries(publishedSchemas))('%s in the repository is the contract’s', (name, schema) => {
  const file = new URL(`${name}`, import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test('every word of a provider is explained to the editor, up to the kinds of credential', () => {
  const unexplained: string[] = [];
  const walk = (schema: unknown, place: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, ...others } = schema as Record<string, unknown>;
    for (const [name, property] of Object.entries((properties ?? {}) as Record<string, object>)) {
      if (place === '' && (name === 'auth' || name === 'mcp')) continue;
      if (!('description' in property)) unexplained.push(`${place}.${name}`);
    }
    for (const [key, value] of [...Object.entries((properties ?? {}) as object), ...Object.entries(others)])
      if (!(place === '' && (key === 'auth' || key === 'mcp'))) walk(value, `${place}.${key}`);
  };
  walk(publishedSchemas['provider.schema.json'], '');
  expect(unexplained).toEqual([]);
});
