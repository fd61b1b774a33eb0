import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GrantId } from '@valetkey/api-contracts';
import { expect, it, onTestFinished } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type KeptTask, makeTaskStore } from './task-store.ts';

const grant = `gra_${'g'.repeat(21)}` as GrantId;
const openState = () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-tasks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = openDatabase(join(folder, 'state.db'), stateMigrations);
  onTestFinished(() => closeDatabase(database));
  database.prepare("INSERT INTO grants VALUES (?, 'acme.one', 'con_1', 'active', '{}')").run([grant]);
  return { database, store: makeTaskStore({ database }) };
};
const task = (n: number, more: Partial<KeptTask> = {}): KeptTask =>
  ({
    id: `tsk_${String(n).padStart(21, '0')}`,
    grantId: grant,
    extension: 'acme.one',
    connectionId: `con_${'c'.repeat(21)}`,
    tool: 'dig',
    since: n,
    place: 'here',
    serverTaskId: `task ${n}`,
    ...more,
  }) as KeptTask;

it('a grant keeps 64 tasks, and none that cannot be read again', () => {
  const { store } = openState();
  expect(store.add(task(0, { serverTaskId: 'x'.repeat(1_025) }))).toBe(false);
  expect(store.add(task(0, { serverTaskId: '' }))).toBe(false);
  for (let n = 0; n < 64; n += 1) expect(store.add(task(n))).toBe(true);
  expect(store.add(task(64))).toBe(false);
  expect(store.ofGrant(grant)).toHaveLength(64);
});

it('the tasks of a revoked grant are taken once and shown never, and it gets no more', () => {
  const { database, store } = openState();
  store.add(task(1));
  database.exec("UPDATE grants SET state = 'revoked'");
  expect([store.ofGrant(grant), store.list()]).toEqual([[], []]);
  expect(store.add(task(2))).toBe(false);
  expect(
    store.takeEnded(0, () => false),
    'for another broker',
  ).toEqual([]);
  expect(store.takeEnded(0, () => true)).toEqual([task(1)]);
  expect(store.takeEnded(0, () => true)).toEqual([]);
});

it('a task is taken once, and an old one is forgotten', () => {
  const { store } = openState();
  for (const n of [1, 2, 3]) store.add(task(n));
  expect([store.take(task(2).id), store.take(task(2).id)]).toEqual([task(2), undefined]);
  expect(store.takeEnded(3, () => true)).toEqual([]);
  expect(store.list()).toEqual([task(3)]);
});

it('a row that cannot be read gives no task, and the others are listed', () => {
  const { database, store } = openState();
  for (const n of [1, 2]) store.add(task(n));
  database.exec("UPDATE mcp_tasks SET record = '{}' WHERE since = 1");
  expect(store.list()).toEqual([task(2)]);
});
