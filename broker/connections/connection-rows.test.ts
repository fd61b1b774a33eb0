import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import type { TestResult } from '../contracts/test-result.ts';
import { type OpenedStore, openStore, record } from './fixtures/opened-store.ts';

let at: OpenedStore;
beforeEach(() => {
  at = openStore();
});
afterEach(() => at.end());
const first = record(1);
const passed: TestResult = { ok: true, latencyMs: 12.5, status: 200, testedAt: 950 };
const corrupt = (text: string, id: string = first.id): void => {
  at.database.prepare('UPDATE connections SET record = ? WHERE id = ?').run([text, id]);
};

describe('a row that cannot be read', () => {
  beforeEach(() => {
    at.store.insert(first);
    at.store.insert(record(2));
  });

  const broken: readonly [string, string, RegExp][] = [
    ['is not JSON', '{"id": canary', /not valid JSON/],
    ['lacks a field', JSON.stringify({ ...first, scope: undefined }), /`scope`/],
    [
      'has a field too many, whose name is not repeated',
      JSON.stringify({ ...first, canary: 1 }),
      /expected form/,
    ],
    ['is another connection’s', JSON.stringify(record(3)), /another connection/],
  ];
  test.each(broken)('a row that %s is kept byte for byte and reported', (_, text, why) => {
    corrupt(text);
    expect(at.store.list()).toEqual([record(2)]);
    expect(at.store.get(first.id)).toBeUndefined();
    const [reported] = at.store.unreadable();
    expect(reported?.id).toBe(first.id);
    expect(reported?.why).toMatch(why);
    expect(reported?.why).not.toContain('canary');
    expect(thrownCode(() => at.store.update(first.id, 900, { displayName: 'X' }))).toBe('storage-failed');
    expect(thrownCode(() => at.store.insert(first))).toBe('conflict');
    expect(at.database.prepare('SELECT record FROM connections WHERE id = ?').raw().get([first.id])).toEqual([
      text,
    ]);
  });

  test('a row that cannot be read is removed when the user says so', () => {
    corrupt('{');
    expect(at.store.remove(first.id)).toBe(true);
    expect(at.store.unreadable()).toEqual([]);
  });
});

describe('the time of last use', () => {
  beforeEach(() => at.store.insert(first));
  const onDisk = () =>
    at.database.prepare('SELECT last_used_at FROM connections WHERE id = ?').raw().get([first.id]) as [
      number | null,
    ];

  test('a last use is known at once and written later, in batches', () => {
    expect(at.store.noted(first.id)?.lastUsedAt).toBeUndefined();
    at.store.touch(first.id, 1_500);
    expect(at.store.noted(first.id)?.lastUsedAt).toBe(1_500);
    expect(onDisk()).toEqual([null]);
    at.clock = 6_000;
    at.store.touch(first.id, 6_000);
    expect(onDisk()).toEqual([6_000]);
  });

  test('flush writes the last use, which is then read back', () => {
    at.store.touch(first.id, 1_500);
    at.store.flush();
    at.reopen();
    expect(at.store.noted(first.id)?.lastUsedAt).toBe(1_500);
  });

  test('a last use never runs back, and a dead connection has none', () => {
    at.store.touch(first.id, 2_000);
    at.store.flush();
    at.store.touch(first.id, 1_000);
    at.store.flush();
    expect(onDisk()).toEqual([2_000]);
    at.store.touch(first.id, 3_000);
    at.store.remove(first.id);
    at.store.flush();
    expect(at.store.noted(first.id)?.lastUsedAt).toBeUndefined();
  });

  test('a use does not change updatedAt, so it causes no conflict with an edit', () => {
    at.store.touch(first.id, 2_000);
    at.store.flush();
    expect(at.store.update(first.id, 900, { displayName: 'B' }).displayName).toBe('B');
  });
});

test('a connection is one object until its row changes, so what was found out of it is remembered', () => {
  at.store.insert(first);
  const before = at.store.noted(first.id)?.record;
  at.store.recordTest(first.id, passed);
  expect(before).toEqual(first);
  expect(at.store.noted(first.id)?.record).toBe(before);
  at.store.update(first.id, 900, { displayName: 'B' });
  expect(at.store.noted(first.id)?.record).toMatchObject({ displayName: 'B' });
});

test('the first good use of a connection is news, and so is the first one after a test that failed', () => {
  at.store.insert(first);
  expect([at.store.worked(first.id, 1_000), at.store.worked(first.id, 1_100)]).toEqual([true, false]);
  at.store.touch(first.id, 1_200);
  at.store.recordTest(first.id, { ...passed, ok: false, cause: 'refused' } as never);
  expect(at.store.noted(first.id)).toMatchObject({ workedAt: undefined, lastUsedAt: 1_200 });
  expect(at.store.worked(first.id, 1_300)).toBe(true);
  at.store.flush();
  at.reopen();
  expect(at.store.noted(first.id)).toMatchObject({ workedAt: 1_300, lastUsedAt: 1_200 });
});

describe('the last test', () => {
  beforeEach(() => at.store.insert(first));

  test('the last test survives a rename, and is forgotten when a tested value changes', () => {
    expect(at.store.noted(first.id)?.lastTest).toBeUndefined();
    at.store.recordTest(first.id, passed);
    expect(at.store.noted(first.id)?.lastTest).toEqual(passed);
    const renamed = at.store.update(first.id, 900, { displayName: 'B' });
    expect(at.store.noted(first.id)?.lastTest).toEqual(passed);
    at.store.update(first.id, renamed.updatedAt, { fields: { url: 'https://other.example.com' } });
    expect(at.store.noted(first.id)?.lastTest).toBeUndefined();
  });

  test('a last test that cannot be read counts as none', () => {
    at.database.prepare('UPDATE connections SET last_test = ?').run(['{"ok":"yes"}']);
    expect(at.store.noted(first.id)?.lastTest).toBeUndefined();
    expect(at.store.get(first.id)).toEqual(first);
  });
});
