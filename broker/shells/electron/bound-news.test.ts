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

it('a clock that is set back silences nobody', () => {
  let at = 10_000_000;
  const mayTell = makeNewsBound({ now: () => at });
  for (let one = 0; one < 6; one += 1) mayTell(`waits acme.number-${one}`);
  at -= 3_600_000;
  expect([mayTell('ended acme.other'), mayTell('waits acme.number-0')]).toEqual([true, true]);
});
