import { expect, it } from 'vitest';
import { onceASecond } from './once-a-second.ts';

const stage = () => {
  const lines: string[] = [];
  const timers: (() => void)[] = [];
  const log = onceASecond(
    (_level, text) => void lines.push(text),
    (_ms, run) => {
      timers.push(run);
      return () => undefined;
    },
  );
  const second = (): void => {
    for (const run of timers.splice(0)) run();
  };
  return { lines, timers, log, second };
};

it('an error is said at once, and again once in each second in which it came, with how often', () => {
  const { lines, timers, log, second } = stage();
  for (let at = 0; at < 1_000; at += 1) log('error', 'full');
  expect(lines).toEqual(['full']);
  second();
  expect(lines).toEqual(['full', 'full (999 times within a second)']);
  log('error', 'full');
  second();
  expect(lines.at(-1)).toBe('full');
  second();
  expect([lines.length, timers.length]).toEqual([3, 0]);
  log('error', 'full');
  expect(lines).toHaveLength(4);
});

it('what is no error, and another error, is said each time', () => {
  const { lines, log } = stage();
  log('info', 'same');
  log('info', 'same');
  log('error', 'one');
  log('error', 'two');
  expect(lines).toEqual(['same', 'same', 'one', 'two']);
});
