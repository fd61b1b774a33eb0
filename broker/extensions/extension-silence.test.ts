import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSilence } from './extension-silence.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('silence counts from the last report', () => {
  const onSilent = vi.fn();
  const watch = watchSilence(1_000, onSilent);
  watch.heard();
  vi.advanceTimersByTime(900);
  watch.heard();
  vi.advanceTimersByTime(1_000);
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(onSilent).toHaveBeenCalledOnce();
});

test('an extension has 30 seconds for its first report, however busy the machine is', () => {
  const onSilent = vi.fn();
  watchSilence(1_000, onSilent);
  vi.advanceTimersByTime(30_000);
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(onSilent).toHaveBeenCalledOnce();
});

test('time in which this process slept is not silence', () => {
  const onSilent = vi.fn();
  watchSilence(1_000, onSilent).heard();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(200);
  expect(onSilent).not.toHaveBeenCalled();
});

test('nothing is watched after stop', () => {
  const onSilent = vi.fn();
  watchSilence(1_000, onSilent).stop();
  vi.advanceTimersByTime(100_000);
  expect(onSilent).not.toHaveBeenCalled();
});
