import { expect, it } from 'vitest';
import { makeNewsBound } from './bound-news.ts';

it('a person is told of the same thing once in ten minutes, and of at most six things a minute', () => {
  let at = 0;
  const mayTell = makeNewsBound({ now: () => at });
  expect(Array.from({ length: 100 }, () => mayTell('waits acme.flood')).filter(Boolean)).toHaveLength(1);
  const others = Array.from({ length: 20 }, (_, one) => mayTell(`waits acme.number-${one}`));
  expect(others.filter(Boolean)).toHaveLength(5);
  at += 60_000;
  expect([mayTell('waits acme.flood'), mayTell('ended acme.other')]).toEqual([false, true]);
  at += 9 * 60_000;
  expect(mayTell('waits acme.flood')).toBe(true);
});
