import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';

const version = 'openapi: 3.1.0\n';

it('a document in YAML that keeps its parser busy is given up', () => {
  expect(readApiDocument(`${version}x: ${'? '.repeat(2_000)}`)).toBe('too-long');
});

it('a key that stands twice in YAML has its last value, as in JSON', () => {
  expect(readApiDocument(`${version}info: One\ninfo: Two\n`)).toMatchObject({ root: { info: 'Two' } });
});
