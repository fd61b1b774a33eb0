import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeMcpServerStore } from '../connections/mcp-server-store.ts';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { makeEras as makeErasWith } from './eras.ts';

const openState = () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-eras-'));
  const database = openDatabase(join(folder, 'state.db'), stateMigrations);
  onTestFinished(() => {
    closeDatabase(database);
    rmSync(folder, { recursive: true, force: true });
  });
  return database;
};
const openStore = () => makeMcpServerStore({ database: openState() });
const makeEras = (now: () => number, store = openStore()) => makeErasWith(now, store);

const place = { id: 'con_1', authorityDigest: 'a' } as never;
const legacy = { era: 'legacy', evidence: 'rpc-32601', server: 'one 1' } as const;
const modern = { era: 'modern', evidence: 'discovered', server: 'one 2' } as const;

it('the era of a connection is remembered with the server’s answer, for that address only', () => {
  const eras = makeEras(() => 0);
  eras.keep(place, modern);
  expect(eras.recall(place)).toMatchObject(modern);
  expect(eras.recall({ id: 'con_1', authorityDigest: 'b' } as never)).toBeUndefined();
  expect(eras.recall({ id: 'con_2', authorityDigest: 'a' } as never)).toBeUndefined();
  eras.forget(place);
  expect(eras.recall(place)).toBeUndefined();
});

it('the older era is believed for an hour after the server was asked, however often it is used', () => {
  let now = 0;
  const eras = makeEras(() => now);
  for (; now < 60 * 60_000; now += 10 * 60_000) {
    eras.keep(place, legacy);
    expect(eras.recall(place)?.era).toBe('legacy');
  }
  expect(eras.recall(place)).toBeUndefined();
});

it('the older era is dropped when the server reports another version', () => {
  const eras = makeEras(() => 0);
  eras.keep(place, legacy);
  eras.keep(place, { ...legacy, server: 'one 2' });
  expect(eras.recall(place)).toBeUndefined();
});

it('the newest few thousand eras are kept, so that memory stays bounded', () => {
  const eras = makeEras(() => 0, { ...openStore(), get: () => undefined, put: () => undefined });
  const at = (n: number) => ({ id: `con_${n}`, authorityDigest: 'a' }) as never;
  for (let n = 0; n < 5_000; n += 1) eras.keep(at(n), modern);
  expect(eras.recall(at(0))).toBeUndefined();
  expect(eras.recall(at(4_999))).toBeDefined();
});

it('the server’s answer is kept over a restart, with the time of the look, and not for another address', () => {
  const store = openStore();
  let now = 1_000;
  makeEras(() => now, store).keep(place, legacy);
  now += 50 * 60_000;
  const restarted = makeEras(() => now, store);
  expect(restarted.recall(place)).toMatchObject(legacy);
  restarted.keep(place, legacy);
  now += 11 * 60_000;
  expect(makeEras(() => now, store).recall(place)).toBeUndefined();
  restarted.keep(place, modern);
  expect(
    makeEras(() => now, store).recall({ ...(place as object), authorityDigest: 'b' } as never),
  ).toBeUndefined();
  expect(store.get('con_1', 'a')).toEqual({ ...modern, at: now });
});

it('a row that cannot be read, and a clock that was set back, have the server asked again', () => {
  const database = openState();
  const store = makeMcpServerStore({ database });
  let now = 1_000_000;
  makeEras(() => now, store).keep(place, legacy);
  now = 0;
  expect(makeEras(() => now, store).recall(place)).toBeUndefined();
  for (const row of ['no JSON', '{"era":"newest","evidence":"","server":"","at":0}', '{}']) {
    database.prepare('INSERT OR REPLACE INTO mcp_servers VALUES (?, ?, ?)').run(['con_1', 'a', row]);
    expect(makeEras(() => now, store).recall(place)).toBeUndefined();
  }
});

it('a session writes nothing where the server has not changed', () => {
  const store = openStore();
  let writes = 0;
  const counting: typeof store = {
    ...store,
    put: (...args) => {
      writes += 1;
      store.put(...args);
    },
  };
  const eras = makeEras(() => 0, counting);
  for (let i = 0; i < 5; i += 1) eras.keep(place, modern);
  expect(writes).toBe(1);
});
