import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFile, openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';
import { makeSyncBehind, type SyncPowers } from './sync-behind.ts';

const setUp = (more: Partial<SyncPowers> = {}) => {
  const walFile = join(mkdtempSync(join(tmpdir(), 'valetkey-sync-')), 'x-wal');
  writeFileSync(walFile, 'x');
  const seen: string[] = [];
  const timers: { work: () => void; ms: number; cancelled: boolean }[] = [];
  const disk = { broken: false };
  const sync = makeSyncBehind({
    walFile,
    after: (ms, work) => {
      const timer = { work, ms, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
    beforeSync: () => seen.push('before'),
    afterSync: () => seen.push('after'),
    rescue: () => seen.push('rescue'),
    openFile: async (file) => {
      const handle = await open(file, 'r+');
      seen.push('open');
      return {
        stat: handle.stat.bind(handle),
        close: handle.close.bind(handle),
        sync: async () => {
          if (disk.broken) throw new Error('EIO');
          seen.push('fsync');
        },
      };
    },
    ...more,
  });
  return { sync, seen, timers, walFile, disk };
};

describe('the fsync behind', () => {
  it('the fsync is due within 100 ms of the first write, once for many', async () => {
    const { sync, timers } = setUp();
    for (let i = 0; i < 5; i += 1) sync.wrote();
    expect(timers.map((timer) => timer.ms < 100)).toEqual([true]);
    await sync.close();
  });

  it('the log seals first, then syncs, then merges', async () => {
    const { sync, seen, timers } = setUp();
    sync.wrote();
    timers[0]?.work();
    await sync.flush();
    expect(seen).toEqual(['before', 'before', 'open', 'fsync', 'after', 'fsync', 'after']);
    await sync.close();
  });

  it('the log is reopened when another file has its name', async () => {
    const { sync, seen, walFile } = setUp();
    await sync.flush();
    writeFileSync(`${walFile}-new`, 'y');
    renameSync(`${walFile}-new`, walFile);
    await sync.flush();
    expect(seen.filter((what) => what === 'open')).toHaveLength(2);
    await sync.close();
  });

  it('the database gets everything when the log has lost its name', async () => {
    const { sync, seen, walFile } = setUp();
    renameSync(walFile, `${walFile}-gone`);
    await sync.flush();
    expect(seen).toEqual(['before', 'rescue', 'after']);
    await sync.close();
  });

  it('a failed fsync is reported to waiting callers and to the next append, until it works again', async () => {
    const { sync, disk, timers } = setUp();
    disk.broken = true;
    await expect(sync.flush()).rejects.toThrow('EIO');
    expect(sync.failed).toBe(true);
    sync.wrote();
    disk.broken = false;
    timers.at(-1)?.work();
    await sync.flush();
    expect(sync.failed).toBe(false);
    await sync.close();
  });

  it('closing syncs, also when that is all there is to do', async () => {
    const { sync, seen, timers } = setUp();
    sync.wrote();
    await sync.close();
    expect(timers[0]?.cancelled).toBe(true);
    expect(seen).toContain('fsync');
  });
});

it('the log seals and syncs by itself within 100 ms of an append', async () => {
  const started: number[] = [];
  const { log, database } = openTestLog(freshFile(), {
    after: (ms, work) => {
      started.push(ms);
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  log.append(used('/1'));
  log.append(used('/2'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  // The others are the index’s, which is written when there is nothing else to do.
  expect(started.filter((ms) => ms === 80)).toEqual([80]);
  const [seq] = database.prepare('SELECT seq FROM head').raw().get([]) as unknown as [number];
  expect(seq).toBe(2);
  await log.close();
});
