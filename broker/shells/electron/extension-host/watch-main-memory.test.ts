import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeMainMemoryWatch } from './watch-main-memory.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two extensions, main's memory, and a second between two looks. */
const watching = () => {
  let mb = 300;
  const cpuMs = new Map([
    [1, 0],
    [2, 0],
  ]);
  const blamed: number[] = [];
  const powers = { now: () => Date.now(), read: () => ({ mb, cpuMs: new Map(cpuMs) }) };
  const watch = makeMainMemoryWatch(powers, 100, 1_000);
  const stops = [1, 2].map((pid) => watch.watch(pid, () => blamed.push(pid)).stop);
  const pass = (
    seconds: number,
    each: { mb?: number; cpu?: Readonly<Record<number, number>> } = {},
  ): void => {
    for (let second = 0; second < seconds; second += 1) {
      mb += each.mb ?? 0;
      for (const [pid, ms] of Object.entries(each.cpu ?? {}))
        cpuMs.set(Number(pid), (cpuMs.get(Number(pid)) ?? 0) + ms);
      vi.advanceTimersByTime(1_000);
    }
  };
  return { pass, blamed, stops };
};

it('the busiest extension is blamed when main has grown beyond the limit', () => {
  const { pass, blamed } = watching();
  pass(5, { cpu: { 1: 500, 2: 5 } });
  pass(3, { mb: 40, cpu: { 1: 50, 2: 400 } });
  expect(blamed).toEqual([2]);
});

it('the next extension gets the whole limit again', () => {
  const { pass, blamed } = watching();
  pass(1);
  pass(3, { mb: 40, cpu: { 1: 500 } });
  pass(3, { mb: 30, cpu: { 2: 500 } });
  expect(blamed).toEqual([1]);
  pass(1, { mb: 30, cpu: { 2: 500 } });
  expect(blamed).toEqual([1, 2]);
});

it('no idle extension is blamed: then the application has grown', () => {
  const { pass, blamed } = watching();
  pass(1);
  pass(10, { mb: 90, cpu: { 1: 10, 2: 10 } });
  pass(10, { mb: 200, cpu: { 1: 19, 2: 0 } });
  expect(blamed).toEqual([]);
});

it('growth below the limit within a minute is ignored', () => {
  const { pass, blamed } = watching();
  pass(600, { mb: 1, cpu: { 1: 500 } });
  expect(blamed).toEqual([]);
});

it('growth over half a minute is noticed, whenever it begins', () => {
  for (const begins of [1, 15, 29, 31, 45]) {
    const { pass, blamed } = watching();
    pass(begins);
    pass(29, { mb: 4, cpu: { 1: 500 } });
    expect(blamed).toEqual([1]);
  }
});

it('a low point that a higher one follows is remembered', () => {
  const { pass, blamed } = watching();
  pass(29, { cpu: { 1: 500 } });
  pass(3, { mb: 30, cpu: { 1: 500 } });
  pass(1, { mb: -20, cpu: { 1: 500 } });
  pass(1, { mb: 40, cpu: { 1: 500 } });
  expect(blamed).toEqual([1]);
});

it('memory is not checked while there is no extension', () => {
  const { pass, blamed, stops } = watching();
  pass(1);
  for (const stop of stops) stop();
  pass(3, { mb: 90, cpu: { 1: 500 } });
  expect([blamed, vi.getTimerCount()]).toEqual([[], 0]);
});
