import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GrantRecord, grantRecord } from '@valetkey/api-contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { type OpenedDatabase, openDatabase } from '../database/open-database.ts';
import { type GrantStore, grantMigrations, makeGrantStore } from './grant-store.ts';

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
    uses: 1,
    ...change,
  });

describe('the stored grants', () => {
  test('a revoked grant stays revoked, whoever writes an older state of it later', () => {
    store.put(grant(1));
    const revoked = grant(1, { state: 'revoked', endedAt: 1_000 });
    store.put(revoked);
    store.put(grant(1, { uses: 2, lastUsedAt: 1_001 }));
    store.putAll([grant(1, { state: 'suspended' })]);
    expect(store.list()).toEqual([revoked]);
  });

  test('several are stored together or not at all', () => {
    const unfit = { ...grant(3), uses: -1 };
    expect(() => store.putAll([grant(2), unfit])).toThrow();
    expect(store.list()).toEqual([]);
  });

  test('a row that cannot be read, or speaks for another grant, is kept and reported, and grants nothing', () => {
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
