import { expect, it } from 'vitest';
import { noteExpiry } from './note-expiry.ts';

it('the end of a credential is noted once a minute at most, also after the clock was set back', () => {
  let at = 10_000_000;
  const noted: number[] = [];
  const note = noteExpiry({
    connections: {
      noted: () => undefined,
      recordExpiry: (_id: unknown, said: number) => void noted.push(said),
    } as never,
    log: () => undefined,
    now: () => at,
  });
  const says = (said: number): void => note('con_a' as never, said);
  says(1);
  at += 59_000;
  says(2);
  at -= 3_600_000;
  says(3);
  at += 60_000;
  says(4);
  expect(noted).toEqual([1, 3, 4]);
});
