import { expect, it } from 'vitest';
import { usesByDay } from './uses-by-day.ts';

const usedBy = { extension: 'acme.reader' } as never;
const now = new Date(2026, 3, 10, 12).getTime();
const daysAgo = (days: number, hour: number): number => new Date(2026, 3, 10 - days, hour).getTime();

/** A log of pages, newest first. */
const log = (...pages: readonly (readonly number[])[]) => {
  const asked: object[] = [];
  return {
    asked,
    listAudit: async (filter: { readonly before?: number | undefined }) => {
      asked.push(filter);
      const at = filter.before === undefined ? 0 : pages.length - filter.before;
      const entries = (pages[at] ?? []).map((instant) => ({ at: instant }));
      const next = at + 1 < pages.length ? pages.length - at - 1 : undefined;
      return { entries, next, unreadable: [] };
    },
    auditStatus: async () => ({ removed: 0 }),
  };
};

it('uses are counted by day of the calendar over all pages of the log, also where clocks change', async () => {
  const { asked, ...client } = log(
    [daysAgo(0, 11), daysAgo(0, 1), daysAgo(1, 23)],
    [],
    [daysAgo(12, 0), daysAgo(29, 0)],
  );
  const { days, more } = await usesByDay(client as never, usedBy, now);
  expect(more).toBe(false);
  expect(days).toHaveLength(30);
  expect(days.map(({ at }) => new Date(at).getHours())).toEqual(Array.from({ length: 30 }, () => 0));
  const used = days.map(({ uses }, at) => [29 - at, uses]).filter(([, uses]) => uses !== 0);
  expect(used).toEqual([
    [29, 1],
    [12, 1],
    [1, 1],
    [0, 2],
  ]);
  expect(asked[0]).toMatchObject({ extension: 'acme.reader', kind: 'use.intended', since: daysAgo(29, 0) });
});

it('a log that is too long to be counted for a picture says that there is more', async () => {
  const { asked, ...client } = log(...Array.from({ length: 50 }, () => [daysAgo(0, 1)]));
  const { days, more } = await usesByDay(client as never, usedBy, now);
  expect([more, asked.length, days.at(-1)?.uses]).toEqual([true, 20, 20]);
});

it('what is part of another use is not counted', async () => {
  const entries = [{ at: daysAgo(0, 1) }, { at: daysAgo(0, 2), detail: 'part-of-a-use' }];
  const client = { ...log(), listAudit: async () => ({ entries, unreadable: [] }) };
  const { days } = await usesByDay(client as never, usedBy, now);
  expect(days.at(-1)?.uses).toBe(1);
});

it.each([
  ['was never cut', { removed: 0, oldestAt: daysAgo(3, 1) }, false],
  ['was cut before these days', { removed: 9, oldestAt: daysAgo(40, 1) }, false],
  ['was cut in these days', { removed: 9, oldestAt: daysAgo(3, 1) }, true],
  ['was cut to its end', { removed: 9 }, true],
])('a log that %s says so: %s', async (_, status, expected) => {
  const client = { ...log([daysAgo(0, 1)]), auditStatus: async () => status };
  expect((await usesByDay(client as never, usedBy, now)).more).toBe(expected);
});
