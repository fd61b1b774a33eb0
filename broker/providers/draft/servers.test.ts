import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';
import { serversOf } from './servers.ts';

const documentUrl = new URL('https://pets.example/openapi.json');
const servers = (url: string, variables: object) => {
  const document = readApiDocument(JSON.stringify({ openapi: '3.1.0', servers: [{ url, variables }] }));
  if (document === undefined) throw new Error('no document');
  return serversOf(document, documentUrl);
};
const many = (text: string): string[] => Array.from({ length: 40 }, (_, at) => `${text}${at}`);

it('an address that its variables make longer than addresses are is left out', () => {
  const url = `https://pets.example/{b}${'{a}'.repeat(600)}`;
  const all = servers(url, { b: { enum: many('b') }, a: { enum: ['', 'x', 'x'.repeat(2_000)] } });
  expect(all.map(({ base }) => base.length)).toContain('/b1'.length + 600);
  expect(Math.max(...all.map(({ base }) => base.length))).toBeLessThan(1_000);
});

it('a variable that stands in no address makes no server more', () => {
  expect(
    servers('https://{region}.pets.example', {
      unused: { enum: many('u') },
      region: { enum: ['eu', 'us'] },
    }).map(({ origin }) => origin),
  ).toEqual(['https://eu.pets.example', 'https://us.pets.example']);
});
