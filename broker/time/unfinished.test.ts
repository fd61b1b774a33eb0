import { expect, it } from 'vitest';
import { makeUnfinished } from './unfinished.ts';

it('unfinished work is awaited, also when it fails', async () => {
  const unfinished = makeUnfinished();
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  unfinished.add(work());
  unfinished.add(work().then(() => Promise.reject(new Error('in vain'))));
  unfinished.add(Promise.reject(new Error('at once')));
  let over = false;
  const ended = unfinished.ended().then(() => {
    over = true;
  });
  ends[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(over).toBe(false);
  ends[1]?.();
  await ended;
  await unfinished.ended();
});
