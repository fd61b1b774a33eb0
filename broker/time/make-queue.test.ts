import { expect, it } from 'vitest';
import { makeQueue } from './make-queue.ts';

it('work begins when all that came before it has ended, well or not', async () => {
  const queue = makeQueue();
  const said: string[] = [];
  const work = (name: string, fails = false) =>
    queue(async () => {
      said.push(`${name} begins`);
      await new Promise(setImmediate);
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(said).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
