import { expect, it } from 'vitest';
import { contributorOf } from './contributor-of.ts';

it('only a provider with an extension’s id before its name is contributed by one', () => {
  const ids = ['acme.reader/api', 'github', 'added/pets'];
  expect(ids.map(contributorOf)).toEqual(['acme.reader', undefined, undefined]);
});
