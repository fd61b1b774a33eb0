import { describe, expect, it } from 'vitest';
import { makeBodyQueue } from './body-queue.ts';
import { codeOf } from './fixtures/serving.ts';
import { NetworkError } from './network-error.ts';

const makeQueue = (signal = new AbortController().signal, steady = false) => {
  const calls: string[] = [];
  const flow = {
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    cancel: () => calls.push('cancel'),
  };
  return { queue: makeBodyQueue(flow, signal, steady), calls };
};
const bytes = (size: number, fill = 7): Uint8Array => new Uint8Array(size).fill(fill);

describe('a pulled body', () => {
  it('a read gives what has arrived as one piece, up to the requested size', async () => {
    const { queue } = makeQueue();
    for (const fill of [1, 2, 3]) queue.push(bytes(4, fill));
    expect([...((await queue.source.read(6)) ?? [])]).toEqual([1, 1, 1, 1, 2, 2]);
    expect([...((await queue.source.read(100)) ?? [])]).toEqual([2, 2, 3, 3, 3, 3]);
    queue.end();
    expect(await queue.source.read(1)).toBe(undefined);
  });

  it('each piece has its own ArrayBuffer, whatever it was cut from', async () => {
    const { queue } = makeQueue();
    const backing = new Uint8Array(1000).fill(9);
    queue.push(backing.subarray(10, 20));
    queue.push(bytes(50));
    for (const expected of [10, 50]) {
      const piece = await queue.source.read(expected);
      expect([piece?.byteLength, piece?.byteOffset, piece?.buffer.byteLength]).toEqual([
        expected,
        0,
        expected,
      ]);
      expect(piece?.constructor).toBe(Uint8Array);
    }
  });

  it('a reader wakes with everything that came in the same turn', async () => {
    const { queue } = makeQueue();
    const reading = queue.source.read(100);
    queue.push(bytes(3));
    queue.push(bytes(4));
    expect((await reading)?.byteLength).toBe(7);
  });

  it('a body is complete when its end was seen, not before', () => {
    const { queue } = makeQueue();
    queue.push(bytes(1));
    expect(queue.source.complete).toBe(false);
    queue.end();
    expect(queue.source.complete).toBe(true);
  });

  it('a body pauses beyond 256 KiB unread, and resumes at half of that', async () => {
    const { queue, calls } = makeQueue();
    for (let index = 0; index < 5; index += 1) queue.push(bytes(64 * 1024));
    expect([queue.full, calls]).toEqual([true, ['pause']]);
    await queue.source.read(2 * 64 * 1024);
    expect(calls).toEqual(['pause']);
    await queue.source.read(64 * 1024);
    expect([queue.full, calls]).toEqual([false, ['pause', 'resume']]);
  });

  it('a file’s body pauses beyond 1 MiB unread', () => {
    const { queue, calls } = makeQueue(undefined, true);
    for (let index = 0; index < 16; index += 1) queue.push(bytes(64 * 1024));
    expect(calls).toEqual([]);
    queue.push(bytes(64 * 1024));
    expect(calls).toEqual(['pause']);
  });

  it('a body counts what it gave, and knows when that was all', async () => {
    const { queue } = makeQueue();
    queue.push(bytes(10));
    await queue.source.read(4);
    queue.end();
    expect([queue.source.given, queue.source.drained]).toEqual([4, false]);
    await queue.source.read(100);
    expect([queue.source.given, queue.source.drained]).toEqual([10, true]);
  });

  it('a body pauses at 1024 slices, however small', async () => {
    const { queue, calls } = makeQueue();
    for (let index = 0; index < 1024; index += 1) queue.push(bytes(1));
    expect(calls).toEqual(['pause']);
    expect((await queue.source.read(4096))?.byteLength).toBe(1024);
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('a body gives what arrived before a server broke off, then reports that', async () => {
    const { queue } = makeQueue();
    queue.push(bytes(5));
    queue.fail(new NetworkError('broken-response'));
    expect((await queue.source.read(100))?.byteLength).toBe(5);
    expect(await codeOf(queue.source.read(100))).toBe('broken-response');
    expect(await codeOf(queue.source.read(100))).toBe('broken-response');
  });

  it('an aborted body gives nothing more, not even what waited', async () => {
    const controller = new AbortController();
    const { queue } = makeQueue(controller.signal);
    queue.push(bytes(5));
    queue.end();
    controller.abort();
    expect(await codeOf(queue.source.read(100))).toBe('aborted');
  });

  it('a reader that woke in the turn of the abort gets nothing', async () => {
    const { queue } = makeQueue();
    const reading = queue.source.read(100);
    queue.push(bytes(5));
    queue.fail(new NetworkError('aborted'));
    expect(await codeOf(reading)).toBe('aborted');
  });

  it('a cancelled body drops the socket and rejects reads', async () => {
    const { queue, calls } = makeQueue();
    const reading = queue.source.read(100);
    queue.source.cancel();
    expect(await codeOf(reading)).toBe('aborted');
    expect(await codeOf(queue.source.read(1))).toBe('aborted');
    expect(calls).toEqual(['cancel']);
  });

  it('a body has one reader at a time', async () => {
    const { queue } = makeQueue();
    const first = queue.source.read(1);
    expect(await codeOf(queue.source.read(1))).toBe('request-malformed');
    queue.push(bytes(1));
    expect((await first)?.byteLength).toBe(1);
  });

  it.each([0, -5, Number.NaN])('an invalid maximum counts as one byte: %s', async (max) => {
    const { queue } = makeQueue();
    queue.push(bytes(5));
    expect((await queue.source.read(max))?.byteLength).toBe(1);
  });

  it('a read waits for the reader’s minimum, and not beyond the end', async () => {
    const { queue } = makeQueue();
    const reading = queue.source.read(1000, 100);
    queue.push(bytes(60));
    queue.push(bytes(60));
    expect((await reading)?.byteLength).toBe(120);
    const last = queue.source.read(1000, 100);
    queue.push(bytes(5));
    queue.end();
    expect((await last)?.byteLength).toBe(5);
  });

  it('a read settles for less after some milliseconds, and waits on if there is nothing', async () => {
    const { queue } = makeQueue();
    const reading = queue.source.read(1000, 100);
    queue.push(bytes(10));
    expect((await reading)?.byteLength).toBe(10);
    const later = queue.source.read(1000, 100);
    await new Promise((resolve) => setTimeout(resolve, 20));
    queue.push(bytes(3));
    expect((await later)?.byteLength).toBe(3);
  });
});
