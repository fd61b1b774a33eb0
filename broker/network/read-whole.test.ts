import { expect, it } from 'vitest';
import { type BodySource, longestPiece, makeBodyQueue } from './body-queue.ts';
import { readAtMost, readWhole } from './read-whole.ts';
import type { Scrubbed } from './scrub.ts';

const queueOf = (...pieces: readonly Uint8Array[]) => {
  const calls: string[] = [];
  const flow = {
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    cancel: () => calls.push('cancel'),
  };
  const queue = makeBodyQueue(flow, new AbortController().signal, true);
  for (const piece of pieces) queue.push(piece);
  return { queue, source: queue.source as Scrubbed<BodySource>, calls };
};

it('a body is read to its end, also if it is longer than one piece', async () => {
  // What the parser found in one go may go beyond what a queue holds.
  const sent = Buffer.alloc(longestPiece + 500_000, 'abcdefghij');
  const { queue, source } = queueOf(sent.subarray(0, 900_000), sent.subarray(900_000));
  queue.end();
  expect(queue.source.complete).toBe(true);
  const whole = await readWhole(source);
  expect(Buffer.compare(whole, sent)).toBe(0);
  expect([whole.byteOffset, whole.buffer.byteLength]).toEqual([0, sent.byteLength]);
});

it('an empty body gives no bytes', async () => {
  const { queue, source } = queueOf();
  queue.end();
  expect(await readWhole(source)).toEqual(new Uint8Array());
});

it('a body over the limit is abandoned, and one exactly at the limit is not', async () => {
  const tooLong = queueOf(new Uint8Array(11));
  expect(await readAtMost(tooLong.source, 10)).toBe(undefined);
  expect(tooLong.calls).toEqual(['cancel']);
  const fits = queueOf(new Uint8Array(10));
  fits.queue.end();
  expect((await readAtMost(fits.source, 10))?.byteLength).toBe(10);
});
