import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeMemoryWatch } from './watch-memory.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const watching = (limitMb: number) => {
  let mb = 100;
  const looks = vi.fn((pids: readonly number[]) => pids.map((pid) => ({ pid, mb })));
  const onGrown = vi.fn();
  const watch = makeMemoryWatch(looks, 100);
  const { stop } = watch.watch(7, limitMb, onGrown);
  const take = (now: number): void => {
    mb = now;
    vi.advanceTimersByTime(100);
  };
  return { take, onGrown, stop, looks };
};

it('memory counts from the size of the empty process', () => {
  const { take, onGrown } = watching(50);
  for (const mb of [100, 149, 149, 149]) take(mb);
  expect(onGrown).not.toHaveBeenCalled();
  take(151);
  take(151);
  expect(onGrown).toHaveBeenCalledOnce();
});

it('garbage above the limit may be collected, once', () => {
  const { take, onGrown } = watching(50);
  for (const mb of [100, 180, 120, 180, 120]) take(mb);
  expect(onGrown).not.toHaveBeenCalled();
});

it('twice the limit ends an extension without a second check', () => {
  const { take, onGrown } = watching(50);
  take(100);
  take(201);
  expect(onGrown).toHaveBeenCalledOnce();
});

it('nothing is checked if nothing is watched', () => {
  const { stop, looks } = watching(50);
  stop();
  vi.advanceTimersByTime(1_000);
  expect(looks).not.toHaveBeenCalled();
});
