import { expect, it } from 'vitest';
import { makeForNobody } from './for-nobody.ts';

it('what a server sends to nobody may come 500 at once, and 100 a second from then on', async () => {
  let now = 0;
  const waits: number[] = [];
  const forNobody = makeForNobody(
    () => now,
    async (ms) => {
      waits.push(ms);
      now += ms;
    },
  );
  const receive = (messages: number): void => {
    for (let at = 0; at < messages; at += 1) forNobody.count();
  };
  receive(500);
  expect(forNobody.room()).toBeUndefined();
  receive(250);
  await forNobody.room();
  expect([waits, forNobody.room()]).toEqual([[2_500], undefined]);
  receive(1);
  await forNobody.room();
  expect(waits).toEqual([2_500, 10]);
  now += 60_000;
  receive(500);
  expect(forNobody.room()).toBeUndefined();
});
