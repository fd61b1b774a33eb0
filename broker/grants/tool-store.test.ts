import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GrantId } from '@valetkey/api-contracts';
import { expect, it, onTestFinished } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { makeToolStore, toolsEndMigration } from './tool-store.ts';

const openState = (migrations = stateMigrations, folder?: string) => {
  const at = folder ?? mkdtempSync(join(tmpdir(), 'valetkey-tools-'));
  if (folder === undefined) onTestFinished(() => rmSync(at, { recursive: true, force: true }));
  const database = openDatabase(join(at, 'state.db'), migrations);
  onTestFinished(() => closeDatabase(database));
  return { at, database };
};
const putGrant = (database: ReturnType<typeof openDatabase>, id: string, state: string): void =>
  void database.prepare("INSERT INTO grants VALUES (?, 'acme.one', 'con_1', ?, '{}')").run([id, state]);

it('the tools of a grant go when it is revoked, and those of others stay', () => {
  const { database } = openState();
  const store = makeToolStore({ database });
  for (const id of ['gra_1', 'gra_2'] as GrantId[]) {
    putGrant(database, id, 'active');
    store.put(id, 'agreed', { place: '', tools: [] });
    store.put(id, 'found', { place: '', tools: [] });
  }
  database.exec("UPDATE grants SET state = 'suspended' WHERE id = 'gra_2'");
  database.exec("UPDATE grants SET state = 'revoked' WHERE id = 'gra_1'");
  expect([store.get('gra_1' as GrantId, 'agreed'), store.get('gra_1' as GrantId, 'found')]).toEqual([
    undefined,
    undefined,
  ]);
  expect(store.get('gra_2' as GrantId, 'agreed')).toEqual({ place: '', tools: [] });
});

it('a file from before has the lists of revoked grants taken out, and keeps everything else', () => {
  const { at, database: old } = openState(
    stateMigrations.slice(0, stateMigrations.indexOf(toolsEndMigration)),
  );
  for (const [id, state] of [
    ['gra_1', 'revoked'],
    ['gra_2', 'active'],
  ] as const) {
    putGrant(old, id, state);
    makeToolStore({ database: old }).put(id as GrantId, 'agreed', { place: '', tools: [] });
  }
  closeDatabase(old);
  const { database } = openState(stateMigrations, at);
  const store = makeToolStore({ database });
  expect(store.get('gra_1' as GrantId, 'agreed')).toBeUndefined();
  expect(store.get('gra_2' as GrantId, 'agreed')).toEqual({ place: '', tools: [] });
});

it('a request looks through the grants of its extension that are in force, by index', () => {
  const { database } = openState();
  const plan = database
    .prepare(
      "EXPLAIN QUERY PLAN SELECT id, record FROM grants WHERE extension = ? AND state <> 'revoked' ORDER BY rowid",
    )
    .all(['acme.one']) as { detail: string }[];
  expect(plan.map(({ detail }) => detail)[0]).toContain('USING INDEX grants_in_force');
});
