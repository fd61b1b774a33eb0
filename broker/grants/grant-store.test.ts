import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GrantRecord, grantRecord } from '../contracts/grant.ts';
import { closeDatabase } from '../database/close-database.ts';
import { type OpenedDatabase, openDatabase } from '../database/open-database.ts';
import {
  type GrantStore,
  grantMigrations,
  grantsCountHandles,
  grantsSentAt,
  makeGrantStore,
} from './grant-store.ts';

let folder: string;
let database: OpenedDatabase;
let store: GrantStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-grants-'));
  database = openDatabase(join(folder, 'state.db'), grantMigrations);
  store = makeGrantStore({ database });
});
afterEach(() => {
  closeDatabase(database);
  rmSync(folder, { recursive: true });
});

const grant = (number: number, change: Partial<GrantRecord> = {}): GrantRecord =>
  grantRecord.parse({
    id: `gra_${String(number).padStart(21, '0')}`,
    principal: { id: 'acme.reader', version: '1.0.0', contentDigest: 'c'.repeat(64) },
    connectionId: `con_${'0'.repeat(21)}`,
    caveats: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
    reason: 'To read.',
    authority: {
      providerId: 'acme.reader/registry',
      providerVersion: 1,
      placement: 'Bearer token',
      origins: ['https://registry.example.com'],
    },
    authorityDigest: 'a'.repeat(64),
    state: 'active',
    createdAt: 900,
    handles: 1,
    ...change,
  });

describe('the stored grants', () => {
  test('noting a handle leaves what another process has just changed, and notes none of a grant that ended', () => {
    store.put(grant(1));
    store.put(grant(1, { limits: { methods: ['GET'] } }));
    expect(store.noteHandle(grant(1).id, 1_000)).toMatchObject({ limits: { methods: ['GET'] }, handles: 2 });
    expect(store.get(grant(1).id)).toMatchObject({
      limits: { methods: ['GET'] },
      handles: 2,
      lastHandleAt: 1_000,
    });
    store.put(grant(1, { state: 'suspended' }));
    expect(store.noteHandle(grant(1).id, 2_000)).toBeUndefined();
  });

  test('a change of what somebody else has just changed is a conflict, and one of what was only used is none', () => {
    store.put(grant(1));
    const [seen] = store.list() as [GrantRecord];
    store.noteHandle(seen.id, 1_000);
    store.noteSent(seen.id, 1_000);
    expect(store.change(seen, { limits: { methods: ['GET'] } })).toMatchObject({
      limits: { methods: ['GET'] },
      handles: 2,
      sentAt: 1_000,
    });
    for (const change of [{ limits: {} }, { state: 'active' }] as const)
      expect(() => store.change(seen, change)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(store.get(seen.id)?.limits).toEqual({ methods: ['GET'] });
  });

  test('a grant is suspended as it is, once, and a revoked one not at all', () => {
    store.put(grant(1, { limits: { methods: ['GET'] } }));
    expect([store.suspend(grant(1).id), store.suspend(grant(1).id)]).toEqual([true, false]);
    expect(store.list()).toEqual([grant(1, { limits: { methods: ['GET'] }, state: 'suspended' })]);
    store.put(grant(2, { state: 'revoked', endedAt: 1_000 }));
    expect(store.suspend(grant(2).id)).toBe(false);
  });

  test('grants of an earlier version keep their counts and times, and what cannot be read stays as it is', () => {
    store.putAll([grant(1, { handles: 5, lastHandleAt: 1_000 }), grant(2, { handles: 0 })]);
    database.exec(
      `UPDATE grants SET record = replace(replace(record, '"handles"', '"uses"'), '"lastHandleAt"', '"lastUsedAt"')`,
    );
    database.prepare("INSERT INTO grants VALUES ('x', 'acme.reader', 'con', 'active', '{')").run([]);
    expect(store.list()).toEqual([]);
    closeDatabase(database);
    const since = [grantsSentAt, grantsCountHandles];
    database = openDatabase(join(folder, 'state.db'), [...grantMigrations, ...since]);
    store = makeGrantStore({ database });
    expect(store.list()).toEqual([
      grant(1, { handles: 5, lastHandleAt: 1_000, sentAt: 1_000 }),
      grant(2, { handles: 0 }),
    ]);
    expect(store.unreadable().map(({ id }) => id)).toEqual(['x']);
  });

  test('the time of what is sent by a grant is written once an hour', () => {
    const hour = 3_600_000;
    store.put(grant(1));
    for (const at of [1_000, 2_000, hour, hour + 1_000, hour + 2_000]) store.noteSent(grant(1).id, at);
    expect(store.get(grant(1).id)).toMatchObject({ sentAt: hour + 1_000, handles: 1 });
  });

  test('a revoked grant stays revoked, even if somebody later writes an older state', () => {
    store.put(grant(1));
    const revoked = grant(1, { state: 'revoked', endedAt: 1_000 });
    store.put(revoked);
    store.put(grant(1, { handles: 2, lastHandleAt: 1_001 }));
    store.putAll([grant(1, { state: 'suspended' })]);
    expect(store.list()).toEqual([revoked]);
  });

  test('a grant that is revoked once more ends later, and one that ended long ago or holds stays as it is', () => {
    const [old, recent] = [1, 2].map((at) => grant(at, { state: 'revoked', endedAt: at * 1_000 }));
    const kept = [old, recent, grant(3)] as GrantRecord[];
    store.putAll(kept);
    const endOf = (at: number) => store.get(kept[at]?.id ?? ('' as never))?.endedAt;
    for (const { id } of kept) store.revokeAgain(id, 1_500, 1_000);
    expect([endOf(0), endOf(1), endOf(2)]).toEqual([1_000, 2_001, undefined]);
    store.revokeAgain(kept[1]?.id ?? ('' as never), 9_000, 1_000);
    expect(store.get(kept[1]?.id ?? ('' as never))).toEqual({ ...recent, endedAt: 9_000 });
  });

  test('revoked grants are forgotten by the time of their end, and no other grant ever', () => {
    const [early, late] = [1, 2].map((at) => grant(at, { state: 'revoked', endedAt: at * 1_000 }));
    const kept = [late, grant(3), grant(4, { state: 'suspended', endedAt: 500 })] as GrantRecord[];
    store.putAll([early as GrantRecord, ...kept]);
    database.prepare("INSERT INTO grants VALUES ('x', 'acme.reader', 'con', 'revoked', '{')").run([]);
    expect(store.forgetRevoked(2_000)).toBe(1);
    expect(store.list()).toEqual(kept);
    expect(store.unreadable().map(({ id }) => id)).toEqual(['x']);
  });

  test('several grants are stored together or not at all', () => {
    const unfit = { ...grant(3), handles: -1 };
    expect(() => store.putAll([grant(2), unfit])).toThrow();
    expect(store.list()).toEqual([]);
  });

  test('a row that cannot be read, or belongs to another grant, is kept and reported, and grants nothing', () => {
    store.putAll([grant(1), grant(2)]);
    database.prepare('UPDATE grants SET record = ? WHERE id = ?').run(['{', grant(1).id]);
    database
      .prepare('UPDATE grants SET record = ? WHERE id = ?')
      .run([JSON.stringify(grant(7)), grant(2).id]);
    expect(store.list()).toEqual([]);
    expect(store.ofExtension(grant(1).principal.id)).toEqual([]);
    expect(store.unreadable().map(({ id }) => id)).toEqual([grant(1).id, grant(2).id]);
  });
});
