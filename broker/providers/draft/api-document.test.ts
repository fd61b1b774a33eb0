import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';
import { testRequestOf } from './test-request.ts';

it('a key that stands twice in YAML has its last value, as in JSON', () => {
  expect(readApiDocument('openapi: 3.1.0\ninfo: One\ninfo: Two\n')).toMatchObject({ root: { info: 'Two' } });
});

it('what stands in another document is no part of this one, and is named', () => {
  const document = readApiDocument(JSON.stringify({ openapi: '3.1.0', x: { title: 'Ours' } }));
  if (document === undefined) throw new Error('no document');
  expect(document.objectOf({ $ref: '#/x' })).toEqual({ title: 'Ours' });
  expect(document.objectOf({ $ref: 'x/x' })).toBeUndefined();
  expect(document.foreignRefs()).toEqual(['x/x']);
});

it('what thousands of parts point at is looked for once', () => {
  const far = `#/${'a/'.repeat(500_000)}`;
  const paths = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`/${at}`, { $ref: '#/x' }]));
  const document = readApiDocument(JSON.stringify({ openapi: '3.1.0', x: { $ref: far }, paths }));
  if (document === undefined) throw new Error('no document');
  expect(testRequestOf(document, '')).toBeUndefined();
});
