import { tmpdir } from 'node:os';
import { ValetkeyError } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database/open-database.ts';
import { type AuditPowers, auditMigrations, makeAuditLog } from './audit-log.ts';
import { appendMany, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const unavailable = expect.objectContaining({ code: 'audit-unavailable' });
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};
const numbers = (entries: readonly { seq: number }[]): number[] => entries.map((entry) => entry.seq);

describe('append', () => {
  it('append numbers entries from 1 and records the clock', () => {
    const { log, clock } = openTestLog();
    expect(log.append(used('/a'))).toBe(1);
    clock.now += 5;
    expect(log.appendDurably(used('/b'))).toBe(2);
    const [newest, first] = log.list({ limit: 100 }).entries;
    expect(newest).toMatchObject({ seq: 2, at: startOfTime + 5, path: '/b' });
    expect(first).toMatchObject({ seq: 1, at: startOfTime, path: '/a' });
  });

  it('append records the clock as it is, also when it was set back', async () => {
    const { log, clock } = openTestLog();
    log.append(used());
    clock.now -= 1_000;
    log.append(used());
    expect(log.list({ limit: 1 }).entries[0]?.at).toBe(startOfTime - 1_000);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  it('append logs nothing that the contract has no field for', async () => {
    const { log } = openTestLog();
    const withSecret = { ...used(), authorization: 'Bearer canary' };
    expect(thrownBy(() => log.append(withSecret))).toEqual(unavailable);
    expect(thrownBy(() => log.appendDurably({ ...used(), path: 'x'.repeat(2049) }))).toEqual(unavailable);
    expect(log.append(used())).toBe(1);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 1 });
  });

  it('append keeps text of any kind, and an intact chain', async () => {
    const { log } = openTestLog();
    const reason = 'NUL \0, lone \ud800, "quotes", \u2028, line\nend, ,"seq":9,"at":1}';
    log.append(used('/', { reason }));
    expect(log.list({ limit: 1 }).entries[0]?.reason).toBe(reason);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 1 });
  });

  it('the log fsyncs every commit only while it appends durably', () => {
    const { log, database } = openTestLog();
    const level = () => database.prepare('PRAGMA synchronous').raw().get([]);
    expect(thrownBy(() => log.appendDurably({ ...used(), path: 'x'.repeat(2049) }))).toEqual(unavailable);
    log.appendDurably(used());
    expect(level()).toEqual([1]);
  });

  it('append writes nothing after close', async () => {
    const { log } = openTestLog();
    log.append(used());
    await log.close();
    expect(thrownBy(() => log.append(used()))).toEqual(unavailable);
    expect(log.list({ limit: 10 }).entries).toHaveLength(1);
  });
});

describe('a log that cannot be written', () => {
  it('a full disk gives audit-unavailable, leaves no half state, and appends continue when there is room', async () => {
    const { log, database } = openTestLog();
    log.append(used());
    const [pages] = database.prepare('PRAGMA page_count').raw().get([]) as unknown as [number];
    database.pragma(`max_page_count = ${pages + 2}`);
    let written = 1;
    const error = thrownBy(() => {
      for (;;) {
        log.append(used(`/${'x'.repeat(1_000)}`));
        written += 1;
      }
    });
    expect(error).toBeInstanceOf(ValetkeyError);
    expect(error).toEqual(unavailable);
    expect(thrownBy(() => log.appendDurably(used(`/${'x'.repeat(2_000)}`)))).toEqual(unavailable);
    expect(log.list({ limit: 1 }).entries[0]?.seq).toBe(written);
    database.pragma('max_page_count = 1000000');
    expect(log.append(used())).toBe(written + 1);
    await log.flush();
    expect(await log.verify()).toMatchObject({ ok: true, entries: written + 1 });
  });

  it('a read-only file gives audit-unavailable', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 2);
    database.pragma('query_only = ON');
    expect(thrownBy(() => log.append(used()))).toEqual(unavailable);
    expect(thrownBy(() => log.appendDurably(used()))).toEqual(unavailable);
    await expect(log.setRetention({ days: 1, entries: 1 })).rejects.toMatchObject({ code: 'storage-failed' });
    database.pragma('query_only = OFF');
    expect(log.append(used())).toBe(3);
    expect(await log.verify()).toMatchObject({ ok: true, entries: 3 });
  });
});

describe('flush', () => {
  it('flush rejects if the seal cannot be written', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 2);
    database.pragma('query_only = ON');
    await expect(log.flush()).rejects.toMatchObject({ code: 'storage-failed' });
    database.pragma('query_only = OFF');
    await log.flush();
    await log.close();
  });
});

describe('list', () => {
  it('list gives pages from the newest backwards, and says whether there are more', () => {
    const { log } = openTestLog();
    appendMany(log, 5);
    const first = log.list({ limit: 2 });
    expect([numbers(first.entries), first.next]).toEqual([[5, 4], 4]);
    const second = log.list({ limit: 2, before: 4 });
    expect([numbers(second.entries), second.next]).toEqual([[3, 2], 2]);
    const third = log.list({ limit: 2, before: 2 });
    expect([numbers(third.entries), third.next]).toEqual([[1], undefined]);
  });

  it('list filters by each field, and by all of them together', () => {
    const { log, clock } = openTestLog();
    log.append(used('/1'));
    clock.now += 10;
    log.append(used('/2', { extension: 'acme.other' }));
    clock.now += 10;
    log.append(used('/3', { outcome: 'failed', connectionId: 'con_999999999999999999999' }));
    log.append(used('/4', { kind: 'use.intended', outcome: undefined }));
    const seqs = (filter: object) => numbers(log.list({ limit: 10, ...filter }).entries);
    expect(seqs({ extension: 'acme.other' })).toEqual([2]);
    expect(seqs({ connectionId: 'con_999999999999999999999' })).toEqual([3]);
    expect(seqs({ kind: 'use.finished' })).toEqual([3, 2, 1]);
    expect(seqs({ outcome: 'ok' })).toEqual([2, 1]);
    expect(seqs({ since: startOfTime + 10, until: startOfTime + 19 })).toEqual([2]);
    expect(
      seqs({ since: startOfTime + 1, extension: 'acme.reader', kind: 'use.finished', before: 4 }),
    ).toEqual([3]);
  });

  it('list is not misled by an extension that writes a filter into its reason', () => {
    const { log } = openTestLog();
    log.append(used('/', { extension: 'evil.one', reason: '","extension":"acme.reader","at":1}' }));
    expect(log.list({ limit: 10, extension: used().extension }).entries).toEqual([]);
    expect(log.list({ limit: 10, until: 5 }).entries).toEqual([]);
  });

  it('list keeps a damaged entry and reports its number', () => {
    const { log, database } = openTestLog();
    appendMany(log, 3);
    tamper(database, "UPDATE entries SET line = '{' WHERE seq = 2");
    const page = log.list({ limit: 10 });
    expect([numbers(page.entries), page.unreadable]).toEqual([[3, 1], [2]]);
  });
});

describe('two writers on one file', () => {
  it('two writers do not fork the chain', async () => {
    const one = openTestLog();
    const other = openTestLog(one.file);
    const seqs: number[] = [];
    for (let i = 0; i < 30; i += 1) seqs.push((i % 3 === 0 ? one : other).log.append(used(`/${i}`)));
    await one.log.flush();
    await other.log.flush();
    expect(seqs).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(await one.log.verify()).toMatchObject({ ok: true, entries: 30 });
    expect(await other.log.verify()).toMatchObject({ ok: true, entries: 30 });
  });

  it('a writer does not write below the checkpoint when the other one pruned meanwhile', async () => {
    const one = openTestLog();
    const other = openTestLog(one.file);
    one.log.append(used());
    appendMany(other.log, 9);
    expect(await other.log.setRetention({ days: 90, entries: 1 })).toEqual({ removed: 10 });
    expect(one.log.append(used())).toBe(12);
    await one.log.flush();
    expect(await one.log.verify()).toMatchObject({ ok: true, entries: 2 });
  });
});

it('a log only reads as long as nothing is appended', () => {
  const { log, file } = openTestLog();
  log.append(used());
  const reader = openDatabase(file, auditMigrations, { synchronous: 'NORMAL' });
  reader.pragma('query_only = ON');
  const read = makeAuditLog({ database: reader, walFile: `${file}-wal`, now: () => 0 });
  expect(read.list({ limit: 10 }).entries).toHaveLength(1);
  expect([...read.export('jsonl')]).toHaveLength(1);
});

it('list shows no entry in the place of another', () => {
  const { log, database } = openTestLog();
  appendMany(log, 3);
  tamper(database, 'UPDATE entries SET line = (SELECT line FROM entries WHERE seq = 3) WHERE seq = 1');
  const page = log.list({ limit: 10 });
  expect([numbers(page.entries), page.unreadable]).toEqual([[3, 2], [1]]);
});

it('what waits to be written is in the log once it has closed', async () => {
  const { log } = openTestLog();
  const later = log.appendLater(used('/end'));
  await log.close();
  expect(await later).toBe(1);
  expect(log.list({ limit: 10 }).entries).toHaveLength(1);
});

it('what happened before a use that is counted stands before it', async () => {
  const { log } = openTestLog();
  const end = log.appendLater(used('/end'));
  const takes = [{ kind: 'usesPerDay' as const, amount: 1, atMost: 9 }];
  log.appendSpending(used('/next'), { who: 'a', day: '2026-11-30', takes });
  await log.flush();
  expect(await end).toBe(1);
  expect(log.list({ limit: 10 }).entries.map(({ path }) => path)).toEqual(['/next', '/end']);
});

it('an event that the log refuses takes no other with it', async () => {
  const { log } = openTestLog();
  const both = Promise.allSettled([
    log.appendLater(used('/good')),
    log.appendLater({ ...used(), path: 'x'.repeat(2_049) }),
  ]);
  await log.flush();
  expect(await both).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: { code: 'audit-unavailable' } },
  ]);
});

/** The level of fsyncs while each entry is written. */
const levelsOf = (powers: Partial<AuditPowers> = {}) => {
  const levels: unknown[] = [];
  const opened = openTestLog(undefined, {
    now: () => {
      levels.push(opened.database.prepare('PRAGMA synchronous').raw().get([]));
      return startOfTime;
    },
    ...powers,
  });
  return { ...opened, levels };
};

it('an entry of authority is fsynced by its own commit', () => {
  const { log, levels } = levelsOf();
  log.append(used());
  log.appendDurably(used());
  expect(levels).toEqual([[1], [2]]);
});

it('while the disk refuses to be synced, each entry is fsynced by its own commit', async () => {
  const { log, levels } = levelsOf({ walFile: tmpdir() }); // a folder cannot be opened for that
  await expect(log.flush()).rejects.toMatchObject({ code: 'storage-failed' });
  log.append(used());
  expect(levels).toEqual([[2]]);
});
