import { describe, expect, it } from 'vitest';
import { appendMany, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const dayMs = 86_400_000;

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
    const { log, clock } = openTestLog();
    appendMany(log, 4);
    clock.now += 50 * dayMs;
    appendMany(log, 3);
    expect(log.prune(startOfTime + 90 * dayMs)).toEqual({ removed: 0 });
    expect(log.prune(startOfTime + 90 * dayMs + 1)).toEqual({ removed: 4 });
    expect(log.prune(startOfTime + 300 * dayMs)).toEqual({ removed: 4 });
    expect(log.list({ limit: 10 }).entries.map((entry) => entry.kind)).toEqual(['audit.pruned']);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 1 });
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
