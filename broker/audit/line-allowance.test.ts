import type { ExtensionId } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../contracts/audit.ts';
import { makeLineAllowance } from './line-allowance.ts';

const flooder = 'acme.flooder' as ExtensionId;
const other = 'acme.other' as ExtensionId;
const minuteMs = 60_000;

const stage = () => {
  const clock = { ms: 1_000 };
  const written: AuditEvent[] = [];
  const timers: { at: number; run: () => void }[] = [];
  const lines = makeLineAllowance({
    note: (event) => void written.push(event),
    now: () => clock.ms,
    after: (ms, run) => {
      timers.push({ at: clock.ms + ms, run });
      return () => undefined;
    },
  });
  const pass = (ms: number): void => {
    clock.ms += ms;
    const due = timers.filter(({ at }) => at <= clock.ms);
    for (const timer of due) timers.splice(timers.indexOf(timer), 1);
    for (const { run } of due) run();
  };
  const listed = (times: number, extension = flooder): number =>
    Array.from({ length: times }, () => lines.take(extension, 'refusedUse')).filter(Boolean).length;
  return { lines, written, pass, listed, clock };
};

describe('the lines that an extension can cause without sending anything', () => {
  it('an extension has 300 lines at once and one a minute, each cause by itself', () => {
    const { lines, pass, listed } = stage();
    expect(listed(1_000)).toBe(300);
    expect(lines.take(flooder, 'refusedRequest')).toBe(true);
    pass(10 * minuteMs);
    expect(listed(1_000)).toBe(10);
    pass(24 * 60 * minuteMs);
    expect(listed(1_000)).toBe(300);
  });

  it('a flood takes nothing from another extension’s allowance', () => {
    const { listed } = stage();
    listed(1_000);
    expect(listed(300, other)).toBe(300);
  });

  it('one line a minute says how many lines there are not, and whose', () => {
    const { written, pass, listed } = stage();
    listed(1_000);
    listed(302, other);
    expect(written).toEqual([]);
    pass(minuteMs);
    const told = (extension: ExtensionId, times: number) => ({
      kind: 'extension.flooded',
      extension,
      outcome: 'refused',
      detail: `${times} more, not listed one by one`,
    });
    expect(written).toEqual([told(flooder, 700), told(other, 2)]);
    written.length = 0;
    listed(100);
    pass(minuteMs - 1);
    expect(written).toEqual([]);
    pass(1);
    expect(written).toEqual([told(flooder, 99)]);
    pass(60 * minuteMs);
    expect(written).toHaveLength(1);
  });

  it('what is counted by then is written when the broker closes', () => {
    const { lines, written, listed } = stage();
    listed(303);
    lines.close();
    expect(written).toMatchObject([{ extension: flooder, detail: '3 more, not listed one by one' }]);
  });

  it('what is given back can be taken again, and never more than there was', () => {
    const { lines, listed } = stage();
    listed(300);
    lines.giveBack(flooder, 'refusedUse');
    expect(listed(5)).toBe(1);
    for (let time = 0; time < 400; time += 1) lines.giveBack(flooder, 'refusedUse');
    expect(listed(1_000)).toBe(300);
  });

  it('a clock that is set back neither fills nor empties an allowance', () => {
    const { clock, listed } = stage();
    listed(290);
    clock.ms -= 1_000_000;
    expect(listed(100)).toBe(10);
  });
});
