import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { auditMigrations } from './audit-log.ts';
import { exportedRow } from './chain.ts';
import { appendMany, freshFile, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';
import { treeText } from './log-tree.ts';
import { emptyTree, growTree, leafHash } from './merkle-tree.ts';
import { makeRowReader } from './read-rows.ts';

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
  it('pruning keeps the newest entries, its own line among them, and a verifiable chain', async () => {
    const { log } = openTestLog();
    appendMany(log, 100);
    expect(await log.setRetention({ days: 90, entries: 10 })).toEqual({ removed: 91 });
    const { entries, next } = log.list({ limit: 100 });
    expect(entries.map((entry) => entry.seq)).toEqual([101, 100, 99, 98, 97, 96, 95, 94, 93, 92]);
    expect(entries[0]).toMatchObject({ kind: 'audit.pruned', detail: 'removed 91 through 91' });
    expect(next).toBeUndefined();
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 10 });
  });

  it('pruning removes nothing and writes no line if nothing is due', async () => {
    const { log } = openTestLog();
    appendMany(log, 10);
    expect(await log.setRetention({ days: 90, entries: 10 })).toEqual({ removed: 0 });
    expect(await log.prune(startOfTime)).toEqual({ removed: 0 });
    expect(log.append(used())).toBe(11);
  });

  it('pruning removes what is older than the retention, up to the first young entry', async () => {
    const { log, live, prune } = openDailyLog(91);
    expect(await prune()).toEqual({ removed: 0 });
    live(4);
    expect(await prune()).toEqual({ removed: 4 });
    expect(log.list({ limit: 100 }).entries.at(-1)?.seq).toBe(5);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 92 });
  });

  it('a clock ten years ahead for some days, then set right, loses nothing', async () => {
    const { clock, live, prune } = openDailyLog(50);
    clock.now += decadeMs;
    for (let day = 0; day < 7; day += 1) {
      expect(await prune()).toEqual({ removed: 0 });
      live(1);
    }
    clock.now -= decadeMs;
    expect(await prune()).toEqual({ removed: 0 });
    live(54);
    expect(await prune()).toEqual({ removed: 20 });
  });

  it('a clock that a week of entries has confirmed is believed: the computer slept for months', async () => {
    const { clock, live, prune } = openDailyLog(80);
    clock.now += 200 * dayMs;
    live(1);
    expect(await prune()).toEqual({ removed: 0 });
    live(7);
    expect(await prune()).toEqual({ removed: 80 });
  });

  it('repeated pauses count as a week each', async () => {
    const { log, clock, prune } = openDailyLog(0);
    for (let month = 0; month < 12; month += 1) {
      clock.now += 30 * dayMs;
      appendMany(log, 1);
      await prune();
    }
    // Those of the last 90 days, and of the 23 that the last pause does not count as.
    expect(log.list({ limit: 100, kind: 'use.finished' }).entries).toHaveLength(4);
  });

  it('a clock that was set back loses nothing', async () => {
    const { clock, live, prune } = openDailyLog(80);
    clock.now -= 200 * dayMs;
    live(10);
    expect(await prune()).toEqual({ removed: 0 });
    clock.now += 200 * dayMs;
    expect(await prune()).toEqual({ removed: 0 });
  });

  it('a retention of days waits no longer than that', async () => {
    const { log, live, prune } = openDailyLog(3);
    expect(await log.setRetention({ days: 1, entries: 1_000 })).toEqual({ removed: 1 });
    live(2);
    expect(await prune()).toEqual({ removed: 3 });
  });

  it('pruning works in slices that are each complete', async () => {
    const { log, database } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 12_000);
    database.exec('COMMIT');
    expect(await log.setRetention({ days: 90, entries: 100 })).toEqual({ removed: 11_906 });
    expect(log.list({ limit: 100, kind: 'audit.pruned' }).entries.map((entry) => entry.detail)).toEqual([
      'removed 1906 through 11906',
      'removed 2000 through 10000',
      'removed 2000 through 8000',
      'removed 2000 through 6000',
      'removed 2000 through 4000',
      'removed 2000 through 2000',
    ]);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 100 });
  });

  it('pruning lets the event loop run between slices, and keeps what is appended then', async () => {
    const { log, database } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 10_000);
    database.exec('COMMIT');
    const pruning = log.setRetention({ days: 90, entries: 1_000 });
    let over = false;
    pruning.finally(() => {
      over = true;
    });
    let turns = 0;
    for (; !over; turns += 1) {
      if (turns % 2 === 0) log.append(used(`/meanwhile/${turns}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await pruning;
    expect(turns).toBeGreaterThan(5);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true });
  });

  it('pruning returns the removed space to the disk', async () => {
    const { log, database, file } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 6_000);
    database.exec('COMMIT');
    database.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    await log.setRetention({ days: 90, entries: 100 });
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(statSync(file).size).toBeLessThan(before / 4);
  });

  it('pruning shrinks a file that was made before files shrank', async () => {
    const file = freshFile();
    const old = openDatabase(file, auditMigrations, { synchronous: 'NORMAL' });
    old.exec('BEGIN');
    const insert = old.prepare('INSERT INTO entries VALUES (?, ?, ?)');
    for (let seq = 1; seq <= 5_000; seq += 1) insert.run([seq, 'x'.repeat(300), 'y'.repeat(64)]);
    old.exec('COMMIT');
    closeDatabase(old);
    const before = statSync(file).size;
    const { log, database } = openTestLog(file, { sealKey: () => undefined });
    expect(await log.setRetention({ days: 90, entries: 100 })).toEqual({ removed: 4_903 });
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(statSync(file).size).toBeLessThan(before / 4);
  });

  it('pruning starts by itself at 5% more entries than allowed', async () => {
    const due: (() => void)[] = [];
    const { log } = openTestLog(undefined, {
      retention: { days: 90, entries: 1_000 },
      after: (ms, run) => {
        if (ms === 0) due.push(run);
        return () => undefined;
      },
    });
    appendMany(log, 1_050);
    await log.flush();
    expect(due).toEqual([]);
    appendMany(log, 1);
    await log.flush();
    expect(due).toHaveLength(1);
    due[0]?.();
    expect(await log.prune(startOfTime)).toEqual({ removed: 0 });
    expect(log.status().entries).toBe(1_000);
  });

  it('pruning ends at the next slice when the log closes, and close waits for it', async () => {
    const { log, database } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 10_000);
    database.exec('COMMIT');
    const pruning = log.setRetention({ days: 90, entries: 10 });
    await new Promise((resolve) => setImmediate(resolve));
    await log.close();
    const { removed } = await pruning;
    expect(removed).toBeLessThan(9_000);
    closeDatabase(database);
  });

  it('pruning waits for the vault if the log is sealed and the checkpoint could not be', async () => {
    let key: Uint8Array | undefined = new Uint8Array(32);
    const { log } = openTestLog(undefined, { sealKey: () => key });
    appendMany(log, 10);
    key = undefined;
    expect(await log.setRetention({ days: 90, entries: 2 })).toEqual({ removed: 0 });
    key = new Uint8Array(32);
    expect(await log.prune(startOfTime)).toEqual({ removed: 9 });
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('pruning reports entries that did not fit when it removes them', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    await log.flush();
    tamper(database, "UPDATE entries SET line = 'x' WHERE seq = 4");
    await log.setRetention({ days: 90, entries: 3 });
    expect(log.list({ limit: 1 }).entries[0]?.detail).toBe('removed 8 through 8, did not fit at 4');
    expect(await log.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('a slice that fails half way changes nothing, and appends continue', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    database.exec(
      "CREATE TEMP TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    const prune = () => log.setRetention({ days: 90, entries: 2 });
    await expect(prune()).rejects.toMatchObject({ code: 'storage-failed' });
    expect(log.list({ limit: 100 }).entries).toHaveLength(10);
    expect(log.append(used())).toBe(11);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 11 });
    database.exec('DROP TRIGGER full');
    expect(await prune()).toEqual({ removed: 10 });
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('a retention that is not a number is refused', async () => {
    const { log } = openTestLog();
    appendMany(log, 3);
    await expect(log.setRetention({ days: Number.NaN, entries: 10 })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(log.setRetention({ days: 90, entries: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(log.list({ limit: 10 }).entries).toHaveLength(3);
  });

  it('lines of which one did not fit when they were pruned are provable by nobody', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    await log.flush();
    tamper(database, `UPDATE entries SET line = replace(line, '"status":200', '"status":404') WHERE seq = 4`);
    const rows = makeRowReader(database);
    const growing = growTree(emptyTree);
    for (const row of rows.after(0, 8, 8)) growing.add(leafHash(exportedRow(row)));
    await log.setRetention({ days: 90, entries: 3 });
    expect(rows.checkpoint().seq).toBe(8);
    expect(rows.checkpoint().tree).not.toBe(treeText(growing.tree));
  });

  it('pruning reports the entry that was missing, and not the one behind it', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 10);
    await log.flush();
    tamper(database, 'DELETE FROM entries WHERE seq = 4');
    await log.setRetention({ days: 90, entries: 3 });
    expect(log.list({ limit: 1 }).entries[0]?.detail).toBe('removed 7 through 8, did not fit at 4');
  });
});
