import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditFilter } from '../contracts/audit.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { makeBlockIndex } from './block-index.ts';
import { blockRows } from './block-words.ts';
import type { RowFilter } from './filter-rows.ts';
import { appendMany, freshFile, openTestLog, startOfTime, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';
import { listEntries } from './list-entries.ts';
import { auditMigrations } from './migrations.ts';
import { makeRowReader } from './read-rows.ts';

const indexOf = (database: ReturnType<typeof openTestLog>['database']) =>
  makeBlockIndex(database, makeRowReader(database));
const indexAll = (database: ReturnType<typeof openTestLog>['database']): number => {
  const index = indexOf(database);
  while (index.addNext());
  return index.through();
};
type Filter = Partial<AuditFilter>;
const everything = (
  filter: Filter,
  list: (filter: AuditFilter) => ReturnType<typeof listEntries>,
): number[] => {
  const found: number[] = [];
  for (let before: number | undefined; ; ) {
    const page = list({ limit: 100, ...filter, before: before ?? filter.before } as AuditFilter);
    found.push(...page.entries.map(({ seq }) => seq));
    if (page.next === undefined) return found;
    expect(page.next).toBeLessThan(before ?? Number.MAX_SAFE_INTEGER);
    before = page.next;
  }
};

const extensions = ['acme.one', 'acme.two', 'acme.rare'] as const;
const outcomes = ['ok', 'failed', 'aborted'] as const;

describe('a filter finds by the index what it finds without it', () => {
  it('in any log, with clocks set back, pruned, and not wholly indexed', async () => {
    const { log, database, clock } = openTestLog();
    for (let at = 0; at < 6_500; at += 1) {
      clock.now += at % 1_500 === 0 ? -40_000 : 10;
      const extension = at % 997 === 0 ? 'acme.rare' : extensions[at % 2];
      log.append(
        used(`/v1/${at}`, { extension, outcome: at > 3_000 && at < 3_400 ? 'failed' : 'ok' } as never),
      );
    }
    indexAll(database);
    await log.setRetention({ days: 90, entries: 5_300 });
    appendMany(log, 700);
    const through = indexOf(database).through();
    expect(through).toBeGreaterThan(4_096);
    const filters = fc.record(
      {
        extension: fc.constantFrom(...extensions),
        outcome: fc.constantFrom(...outcomes),
        kind: fc.constantFrom('use.finished', 'use.intended'),
        since: fc.integer({ min: startOfTime - 200_000, max: startOfTime + 100_000 }),
        until: fc.integer({ min: startOfTime - 200_000, max: startOfTime + 100_000 }),
        before: fc.integer({ min: 1, max: 8_000 }),
        path: fc.constantFrom('/v1/3', '/v1/99', '/nothing'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        filters,
        fc.constantFrom(1, 7, 100),
        fc.constantFrom(1_100, 20_000),
        (filter, limit, lookAt) => {
          const wanted = { ...filter, limit } as Filter;
          const plain = everything(wanted, (one) => listEntries(database, one));
          const byIndex = everything(wanted, (one) =>
            listEntries(database, one, { lookAt, indexed: through }),
          );
          expect(byIndex).toEqual(plain);
          const exported = [...log.export('jsonl', filter as RowFilter)].map((line) => JSON.parse(line).seq);
          expect(exported).toEqual(plain.toReversed());
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the index of the log', () => {
  it('a filtered export reads the blocks that the index names, and no others', () => {
    const { log, database } = openTestLog();
    appendMany(log, 3_500);
    indexAll(database);
    tamper(database, 'DELETE FROM block_words WHERE block = 1');
    const seqs = (filter: RowFilter): number[] =>
      [...log.export('jsonl', filter)].map((line) => JSON.parse(line).seq);
    const isIn = (seq: number): boolean => seq <= blockRows || seq > 2 * blockRows;
    const all = Array.from({ length: 3_500 }, (_, at) => at + 1);
    expect(seqs({})).toEqual(all);
    expect(seqs({ extension: used().extension })).toEqual(all.filter(isIn));
  });

  it('the index is as long as the log: pruned entries leave it', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 8_500);
    indexAll(database);
    const count = (table: string): number =>
      (database.prepare(`SELECT count(*) FROM ${table}`).raw().get([]) as unknown as [number])[0];
    const wordsBefore = count('block_words');
    expect(count('blocks')).toBe(8);
    await log.setRetention({ days: 90, entries: 1_500 });
    expect(count('blocks')).toBe(2);
    expect(count('block_words')).toBeLessThan(wordsBefore / 3);
  });

  it('the index is built for an older log, which is readable meanwhile', () => {
    const file = freshFile();
    const old = openDatabase(file, auditMigrations.slice(0, 1), { synchronous: 'NORMAL' });
    const insert = old.prepare('INSERT INTO entries VALUES (?, ?, ?)');
    const { log: source, database: from } = openTestLog();
    appendMany(source, 3_000);
    for (const row of from
      .prepare('SELECT seq, line, link FROM entries')
      .raw()
      .all([]) as unknown as unknown[][])
      insert.run(row);
    closeDatabase(old);
    const { log, database } = openTestLog(file);
    expect(log.list({ limit: 1, extension: used().extension })).toMatchObject({ entries: [{ seq: 3_000 }] });
    expect(indexAll(database)).toBe(2 * blockRows);
    expect(log.list({ limit: 1, extension: used().extension, before: 5 })).toMatchObject({
      entries: [{ seq: 4 }],
    });
  });

  it('the index is not trusted while a block is newer than the log', () => {
    const { log, database } = openTestLog();
    appendMany(log, 2_500);
    indexAll(database);
    tamper(database, `INSERT INTO blocks VALUES (99, 0, 0, '[]')`);
    expect(indexOf(database).through()).toBe(0);
    expect(log.list({ limit: 1, extension: used().extension, before: 1_000 }).entries).toHaveLength(1);
  });

  it.each([
    ['a word was taken out', "DELETE FROM block_words WHERE block = 1 AND word LIKE '\"extension%'", 1_025],
    ['a block was taken out', 'DELETE FROM blocks WHERE block = 0', 1],
    ['its times were changed', 'UPDATE blocks SET newest = 5 WHERE block = 1', 1_025],
  ])('that hides entries from filters, since %s, is named by verify', async (_what, sql, seq) => {
    const { log, database } = openTestLog();
    appendMany(log, 2_500);
    indexAll(database);
    expect(await log.verify()).toMatchObject({ ok: true });
    tamper(database, sql);
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { seq, why: 'hidden' } });
  });

  it('entries that the index hides are named, also where the log was verified before', async () => {
    const { log, database } = openTestLog();
    appendMany(log, 1_500);
    indexAll(database);
    expect(await log.verify()).toMatchObject({ ok: true });
    tamper(database, 'DELETE FROM block_words WHERE block = 0');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { seq: 1, why: 'hidden' } });
  });
});
