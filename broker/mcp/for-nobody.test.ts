import { expect, it } from 'vitest';
import { type ForNobody, makeForNobody } from './for-nobody.ts';

it.each<[string, keyof ForNobody & ('answered' | 'passedOver'), number, number]>([
  ['is answered', 'answered', 500, 100],
  ['is passed over', 'passedOver', 5_000, 1_000],
])(
  'what a server sends to nobody and %s (`%s`) may come %i at once, and %i a second from then on',
  async (_is, kind, atOnce, perSecond) => {
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
      for (let at = 0; at < messages; at += 1) forNobody[kind]();
    };
    receive(atOnce);
    expect(forNobody.room()).toBeUndefined();
    receive(atOnce / 2);
    await forNobody.room();
    expect([waits, forNobody.room()]).toEqual([[2_500], undefined]);
    receive(1);
    await forNobody.room();
    expect(waits).toEqual([2_500, 1_000 / perSecond]);
    now += 60_000;
    receive(atOnce);
    expect(forNobody.room()).toBeUndefined();
  },
);
