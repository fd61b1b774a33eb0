import { expect, it } from 'vitest';
import { readAttacks } from './read-attacks.ts';

const who = 'mallory.hostile';

it('each attack’s name, result and number of ways is read only from the hostile extension’s lines', () => {
  const lines = [
    { who, text: 'attack echo: failed (redacted x41, nothing said x2)' },
    { who, text: 'attack reach: GOT fetch the network; walk (all) of it' },
    { who, text: 'loot attack echo: failed (x1)' },
    { who: 'acme.reader', text: 'attack outlive: failed (nothing x1)' },
    { who, text: 'attacks done: 2' },
  ];
  expect(readAttacks(lines)).toEqual([
    { name: 'echo', failed: true, ways: 43, why: 'redacted x41, nothing said x2' },
    { name: 'reach', failed: false, ways: 0, why: 'fetch the network; walk (all) of it' },
  ]);
});
