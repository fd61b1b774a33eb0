import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionId } from '@valetkey/api-contracts';
import { expect, it, onTestFinished } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { makeSessionRows, type OauthSession } from './session-rows.ts';

const id = 'con_000000000000000000001' as ConnectionId;
const session: OauthSession = {
  counter: 1,
  authorityDigest: 'a'.repeat(64),
  flow: 'authorizationCode',
  signedInAt: 1,
  obtainedAt: 1,
  renews: true,
  scopes: ['read'],
  skewSeconds: 0,
  server: { issuer: 'https://login.example.com' },
} as OauthSession;
const open = () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-sessions-'));
  const database = openDatabase(join(folder, 'state.db'), stateMigrations, { synchronous: 'FULL' });
  onTestFinished(() => {
    closeDatabase(database);
    rmSync(folder, { recursive: true });
  });
  return makeSessionRows({ database });
};

it('a session is changed, and its renewal begun, only by who has read its last version', () => {
  const rows = open();
  rows.put(id, session);
  expect(rows.update(id, 1, { ...session, counter: 2 })).toBe(true);
  expect(rows.update(id, 1, { ...session, counter: 3 })).toBe(false);
  expect(rows.lease(id, 1, { owner: 'late', until: 50_000 }, 1_000)).toBe(false);
  expect(rows.get(id)).toMatchObject({ version: 2, lease: undefined, session: { counter: 2 } });
});

it('scopes that are noted beside a renewal do not let another process renew', () => {
  const rows = open();
  rows.put(id, session);
  expect(rows.lease(id, 1, { owner: 'one', until: 50_000 }, 1_000)).toBe(true);
  expect(rows.note(id, 1, { ...session, wantedScopes: ['write'] })).toBe(true);
  expect(rows.lease(id, 2, { owner: 'two', until: 51_000 }, 2_000)).toBe(false);
  expect(rows.get(id)).toMatchObject({ version: 2, session: { wantedScopes: ['write'] } });
});
