import { describe, expect, it } from 'vitest';
import { makePace, makePieceQueue, sliceMs } from './pace.ts';

/** Main's work on one piece. */
const work = (ms: number): { readonly began: number; readonly ended: number } => {
  const began = performance.now();
  while (performance.now() - began < ms);
  return { began, ended: performance.now() };
};
const large = 64 * 1024;

describe('what streams of one queue cost main', () => {
  it('after a piece that took long, all streams of its queue pause for as long', async () => {
    const queue = makePieceQueue();
    const pieces: ReturnType<typeof work>[] = [];
    const streams = Array.from({ length: 8 }, () => makePace(queue));
    const takeOne = () => pieces.push(work(2 * sliceMs));
    await Promise.all(streams.map(({ after }) => after(large, takeOne)));
    expect(pieces).toHaveLength(8);
    for (const [at, { began }] of pieces.slice(1).entries()) {
      const before = pieces[at] as ReturnType<typeof work>;
      // A timer counts whole milliseconds.
      expect(began - before.ended).toBeGreaterThan(before.ended - before.began - 2);
    }
  });

  it('another queue does not wait', async () => {
    const [busy, idle] = [makePace(makePieceQueue()), makePace(makePieceQueue())];
    const order: string[] = [];
    const first = busy.after(large, () => {
      work(2 * sliceMs);
      order.push('piece');
    });
    const waiting = busy.after(large, () => order.push('next piece'));
    await idle.after(large, () => order.push('other'));
    await Promise.all([first, waiting]);
    expect(order).toEqual(['piece', 'other', 'next piece']);
  });

  it('a piece that took long is followed by smaller ones', async () => {
    const pace = makePace(makePieceQueue());
    const { size } = pace;
    const before = size();
    await pace.after(large, () => void work(2 * sliceMs));
    expect(size()).toBe(before / 4);
  });
});
