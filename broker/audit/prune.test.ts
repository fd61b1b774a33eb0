import { describe, expect, it } from 'vitest';
import { appendMany, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const dayMs = 86_400_000;
const decadeMs = 3_652 * dayMs;

/** A log with one entry a day. The last one is of the day that its clock shows. */
const openDailyLog = (days: number) => {
  const opened = openTestLog();
  const live = (more: number): void => {
    for (let day = 0; day < more; day += 1) {
      opened.clock.now += dayMs;
      appendMany(opened.log, 1);
    }
  };
  live(days);
  return { ...opened, live, prune: () => opened.log.prune(opened.clock.now) };
};

describe('prune', () => {
  it('keeps the newest entries, its own line among them, and keeps the chain verifiable', async () => {
    const { log } = openTestLog();
    appendMany(log, 100);
    expect(log.setRetention({ days: 90, entries: 10 })).toEqual({ removed: 91 });
    const { entries, next } = log.list({ limit: 100 });
    expect(entries.map((entry) => entry.seq)).toEqual([101, 100, 99, 98, 97, 96, 95, 94, 93, 92]);
    expect(entries[0]).toMatchObject({ kind: 'audit.pruned', detail: 'removed 91 through 91' });
    expect(next).toBeUndefined();
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 10 });
  });

  it('removes nothing, and writes no line, when there is nothing to remove', () => {
    const { log } = openTestLog();
    appendMany(log, 10);
    expect(log.setRetention({ days: 90, entries: 10 })).toEqual({ removed: 0 });
    expect(log.prune(startOfTime)).toEqual({ removed: 0 });
    expect(log.append(used())).toBe(11);
  });

  it('removes what is older than the retention, up to the first entry that is young enough', async () => {
    const { log, live, prune } = openDailyLog(91);
    expect(prune()).toEqual({ removed: 0 });
    live(4);
    expect(prune()).toEqual({ removed: 4 });
    expect(log.list({ limit: 100 }).entries.at(-1)?.seq).toBe(5);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 92 });
  });

  it('loses nothing to a clock that is ten years ahead for some days, and is set right again', () => {
    const { clock, live, prune } = openDailyLog(50);
    clock.now += decadeMs;
    for (let day = 0; day < 7; day += 1) {
      expect(prune()).toEqual({ removed: 0 });
      live(1);
    }
    clock.now -= decadeMs;
    expect(prune()).toEqual({ removed: 0 });
    live(54);
    expect(prune()).toEqual({ removed: 20 });
  });

  it('believes a clock that a week of entries has confirmed: the computer slept for months', () => {
    const { clock, live, prune } = openDailyLog(80);
    clock.now += 200 * dayMs;
    live(1);
    expect(prune()).toEqual({ removed: 0 });
    live(7);
    expect(prune()).toEqual({ removed: 80 });
  });

  it('a pause counts as a week where there is a pause again and again', () => {
    const { log, clock, prune } = openDailyLog(0);
    for (let month = 0; month < 12; month += 1) {
      clock.now += 30 * dayMs;
      appendMany(log, 1);
      prune();
    }
    // Those of the last 90 days, and of the 23 that the last pause does not count as.
    expect(log.list({ limit: 100, kind: 'use.finished' }).entries).toHaveLength(4);
  });

  it('loses nothing to a clock that was set back', () => {
    const { clock, live, prune } = openDailyLog(80);
    clock.now -= 200 * dayMs;
    live(10);
    expect(prune()).toEqual({ removed: 0 });
    clock.now += 200 * dayMs;
    expect(prune()).toEqual({ removed: 0 });
  });

  it('of a retention of days waits no longer than that', () => {
    const { log, live, prune } = openDailyLog(3);
    expect(log.setRetention({ days: 1, entries: 1_000 })).toEqual({ removed: 1 });
    live(2);
    expect(prune()).toEqual({ removed: 3 });
  });

  it('works in slices that each stand by themselves', async () => {
    const { log, database } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 12_000);
    database.exec('COMMIT');
    expect(log.setRetention({ days: 90, entries: 100 })).toEqual({ removed: 11_903 });
    expect(log.list({ limit: 100, kind: 'audit.pruned' }).entries.map((entry) => entry.detail)).toEqual([
      'removed 1903 through 11903',
      'removed 5000 through 10000',
      'removed 5000 through 5000',
    ]);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 100 });
  });

  it('waits for the vault when the log is sealed and the checkpoint could not be', async () => {
    let key: Uint8Array | undefined = new Uint8Array(32);
    const { log } = openTestLog(undefined, { sealKey: () => key });
    appendMany(log, 10);
    key = undefined;
    expect(log.setRetention({ days: 90, entries: 2 })).toEqual({ removed: 0 });
    key = new Uint8Array(32);
    expect(log.prune(startOfTime)).toEqual({ removed: 9 });
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('tells of entries that did not fit when it removes them', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    await log.flush();
    tamper(database, "UPDATE entries SET line = 'x' WHERE seq = 4");
    log.setRetention({ days: 90, entries: 3 });
    expect(log.list({ limit: 1 }).entries[0]?.detail).toBe('removed 8 through 8, did not fit at 4');
    expect(await log.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('changes nothing when a slice fails half-way, and appends go on', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    database.exec(
      "CREATE TEMP TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    const prune = () => log.setRetention({ days: 90, entries: 2 });
    expect(prune).toThrow(expect.objectContaining({ code: 'storage-failed' }));
    expect(log.list({ limit: 100 }).entries).toHaveLength(10);
    expect(log.append(used())).toBe(11);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 11 });
    database.exec('DROP TRIGGER full');
    expect(prune()).toEqual({ removed: 10 });
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('refuses a retention that is no number', () => {
    const { log } = openTestLog();
    appendMany(log, 3);
    expect(() => log.setRetention({ days: Number.NaN, entries: 10 })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    expect(() => log.setRetention({ days: 90, entries: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    expect(log.list({ limit: 10 }).entries).toHaveLength(3);
  });
});
