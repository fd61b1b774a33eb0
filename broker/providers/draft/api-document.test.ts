import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';
import { testRequestOf } from './test-request.ts';

const version = 'openapi: 3.1.0\n';

it('a document in YAML that keeps its parser busy is given up', () => {
  expect(readApiDocument(`${version}x: ${'? '.repeat(2_000)}`)).toBe('too-long');
});

it('a key that stands twice in YAML has its last value, as in JSON', () => {
  expect(readApiDocument(`${version}info: One\ninfo: Two\n`)).toMatchObject({ root: { info: 'Two' } });
});

it('what thousands of parts point at is looked for once', () => {
  const far = `#/${'a/'.repeat(500_000)}`;
  const paths = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`/${at}`, { $ref: '#/x' }]));
  const document = readApiDocument(JSON.stringify({ openapi: '3.1.0', x: { $ref: far }, paths }));
  if (document === undefined || document === 'too-long') throw new Error('no document');
  expect(testRequestOf(document, '')).toBeUndefined();
});
