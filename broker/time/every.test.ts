import { expect, it } from 'vitest';
import type { After } from './after.ts';
import { every } from './every.ts';

it('what is repeated ends when it is called off, however often it has run', () => {
  const timers: { ms: number; run: () => void; off: boolean }[] = [];
  const after: After = (ms, run) => {
    const timer = { ms, run, off: false };
    timers.push(timer);
    return () => {
      timer.off = true;
    };
  };
  const callOff = every(10, { after }, () => undefined, 1);
  timers[0]?.run();
  callOff();
  expect(timers.map(({ ms, off }) => [ms, off])).toEqual([
    [1, false],
    [10, true],
  ]);
});
