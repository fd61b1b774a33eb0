import { ValetkeyError } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { thrownCode } from '../checks/fixtures/thrown-code.ts';
import type { TestResult } from '../contracts/test-result.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { makeConnectionStore } from './connection-store.ts';
import { type OpenedStore, openStore, record, storeMigrations } from './fixtures/opened-store.ts';

let at: OpenedStore;
beforeEach(() => {
  at = openStore();
});
afterEach(() => at.end());
const first = record(1);
const passed: TestResult = { ok: true, latencyMs: 12.5, status: 200, testedAt: 950 };

describe('a stored connection', () => {
  test('a stored connection reads back unchanged, also after the file was closed', () => {
    at.store.insert(first);
    at.reopen();
    expect(at.store.get(first.id)).toEqual(first);
    expect(at.store.list()).toEqual([first]);
  });

  test('a stored connection keeps every text that the contract admits, with NUL and lone surrogates', () => {
    let number = 1;
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }),
        fc.string({ unit: 'binary' }),
        (name, value) => {
          number += 1;
          const odd = record(number, { displayName: `\u0000\ud800${name}`, fields: { note: value } });
          at.store.insert(odd);
          expect(at.store.get(odd.id)).toEqual(odd);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a stored connection is frozen, so that a caller cannot change it', () => {
    at.store.insert(first);
    for (const read of [at.store.get(first.id), at.store.list()[0], at.store.update(first.id, 900, {})]) {
      for (const part of [read, read?.fields, read?.secretRefs, read?.secretRefs[0]])
        expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('a record with an extra key is refused, so no place holds a secret', () => {
    expect(() => at.store.insert({ ...first, token: 'canary' } as never)).toThrow();
    expect(at.store.list()).toEqual([]);
  });
});

describe('update', () => {
  beforeEach(() => at.store.insert(first));

  test('update changes the named fields and raises updatedAt', () => {
    const after = at.store.update(first.id, 900, { displayName: 'New name' });
    expect(after).toEqual({ ...first, displayName: 'New name', updatedAt: 1_000 });
    expect(at.store.get(first.id)).toEqual(after);
  });

  test('update does not overwrite what another process writes between its look and its write', () => {
    const database = openDatabase(at.file, storeMigrations, { synchronous: 'FULL' });
    let writes = false;
    // The clock is asked for in between, and once at the beginning.
    const now = (): number => {
      if (writes) at.store.update(first.id, 900, { displayName: 'By another' });
      writes = false;
      return 2_000;
    };
    try {
      const racing = makeConnectionStore({ database, now });
      writes = true;
      expect(thrownCode(() => racing.update(first.id, 900, { displayName: 'Mine' }))).toBe('conflict');
      expect(at.store.get(first.id)?.displayName).toBe('By another');
    } finally {
      closeDatabase(database);
    }
  });

  test('the date of a secret is not given to the one that replaced it', () => {
    const replaced = at.store.update(first.id, 900, {
      secretRefs: [{ field: 'token', counter: 2, setAt: 950 }],
    });
    const { id: connectionId } = first;
    const expiry = { at: 5_000, from: 'token' } as const;
    expect(at.store.dateSecret({ connectionId, field: 'token', counter: 1 }, expiry)).toBe(false);
    expect(at.store.get(connectionId)).toEqual(replaced);
    expect(at.store.dateSecret({ connectionId, field: 'token', counter: 2 }, expiry)).toBe(true);
    expect(at.store.get(connectionId)?.secretRefs[0]?.expiry).toEqual(expiry);
  });

  test('update raises updatedAt even when the at.clock stands still or runs back', () => {
    const once = at.store.update(first.id, 900, { displayName: 'A' });
    at.clock = 10;
    expect(at.store.update(first.id, once.updatedAt, { displayName: 'B' }).updatedAt).toBe(
      once.updatedAt + 1,
    );
  });

  test('an update that was decided on an older state is refused and changes nothing', () => {
    const seen = at.store.update(first.id, 900, { displayName: 'Theirs' });
    expect(thrownCode(() => at.store.update(first.id, 900, { displayName: 'Mine' }))).toBe('conflict');
    expect(at.store.get(first.id)).toEqual(seen);
  });

  test('update cannot change a connection’s identity', () => {
    const change = { id: record(2).id, providerId: 'http', createdAt: 0, updatedAt: 1, displayName: 'B' };
    expect(at.store.update(first.id, 900, change as never)).toEqual({
      ...first,
      displayName: 'B',
      updatedAt: 1_000,
    });
  });

  test('an update of a missing connection answers not-found', () => {
    expect(thrownCode(() => at.store.update(record(2).id, 900, {}))).toBe('not-found');
  });

  test('of two updates by two processes at once, one wins and the other learns of it', () => {
    const other = openDatabase(at.file, storeMigrations);
    const theirs = makeConnectionStore({ database: other, now: () => at.clock });
    expect(at.store.list()).toEqual([first]);
    expect(theirs.update(first.id, 900, { displayName: 'Theirs' }).displayName).toBe('Theirs');
    expect(thrownCode(() => at.store.update(first.id, 900, { displayName: 'Mine' }))).toBe('conflict');
    expect(at.store.get(first.id)?.displayName).toBe('Theirs');
    expect(at.store.list()[0]?.displayName).toBe('Theirs');
    theirs.remove(first.id);
    expect(at.store.list()).toEqual([]);
    closeDatabase(other);
  });
});

describe('remove', () => {
  test('remove says whether there was a connection', () => {
    at.store.insert(first);
    expect(at.store.remove(first.id)).toBe(true);
    expect(at.store.remove(first.id)).toBe(false);
    expect(at.store.get(first.id)).toBeUndefined();
  });

  test('a removed id stays dead, also after the file was closed and in raw SQL', () => {
    at.store.insert(first);
    at.store.remove(first.id);
    at.reopen();
    expect(thrownCode(() => at.store.insert(first))).toBe('conflict');
    expect(() =>
      at.database.prepare('INSERT INTO connections (id, record) VALUES (?, ?)').run([first.id, '{}']),
    ).toThrow();
    expect(at.store.list()).toEqual([]);
  });

  test('an id in use cannot be inserted again', () => {
    at.store.insert(first);
    expect(thrownCode(() => at.store.insert({ ...first, displayName: 'Usurper' }))).toBe('conflict');
    expect(at.store.get(first.id)).toEqual(first);
  });
});

describe('transaction', () => {
  test('a transaction writes all or nothing', () => {
    at.store.insert(first);
    expect(
      thrownCode(() =>
        at.store.transaction(() => {
          at.store.update(first.id, 900, { displayName: 'Half' });
          at.store.insert(record(2));
          at.store.remove(first.id);
          throw new ValetkeyError({ code: 'conflict' });
        }),
      ),
    ).toBe('conflict');
    expect(at.store.list()).toEqual([first]);
    expect(at.store.transaction(() => at.store.remove(first.id))).toBe(true);
    expect(thrownCode(() => at.store.insert(first))).toBe('conflict');
  });
});

test('a database that cannot be written answers storage-failed and acknowledges nothing', () => {
  at.store.insert(first);
  at.database.pragma('query_only = ON');
  for (const write of [
    () => at.store.insert(record(2)),
    () => at.store.update(first.id, 900, { displayName: 'B' }),
    () => at.store.remove(first.id),
    () => at.store.recordTest(first.id, passed),
  ])
    expect(thrownCode(write)).toBe('storage-failed');
  at.database.pragma('query_only = OFF');
  expect(at.store.list()).toEqual([first]);
});

test('10,000 connections are listed again in less than half of the first time', () => {
  at.store.transaction(() => {
    for (let number = 1; number <= 10_000; number += 1) at.store.insert(record(number));
  });
  at.reopen();
  const [firstTime = 0, ...later] = [1, 2, 3, 4, 5].map(() => {
    const from = cpuMs();
    expect(at.store.list().length).toBe(10_000);
    return cpuMs() - from;
  });
  expect(Math.min(...later)).toBeLessThan(firstTime / 2);
});
