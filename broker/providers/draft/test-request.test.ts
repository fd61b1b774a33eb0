import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';
import { testRequestOf } from './test-request.ts';

const many = <T>(count: number, each: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => each(at));

it.each([
  ['keys', Object.fromEntries(many(200_000, (at) => [`k${at}`, {}]))],
  ['parameters', { get: { security: [{ token: [] }], parameters: many(200_000, () => ({ name: 'a' })) } }],
  ['ways to sign in', { get: { security: many(200_000, () => ({ token: [] })) } }],
])('a document in which all paths share one item of many %s is read as quickly as others', (_, item) => {
  const paths = Object.fromEntries(many(5_000, (at) => [`/${at}`, { $ref: '#/x' }]));
  const document = readApiDocument(JSON.stringify({ openapi: '3.1.0', x: item, paths }));
  if (document === undefined) throw new Error('no document');
  const found = testRequestOf(document, '');
  expect(found === undefined || found.path === '/0').toBe(true);
});
