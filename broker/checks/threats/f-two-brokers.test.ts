import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { openStores } from '../../stores/open-stores.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

let server: AttackingServer;
let elsewhere: AttackingServer;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([startAttackingServer(), startAttackingServer()]);
});
afterAll(() => Promise.all([server.stop(), elsewhere.stop()]));

const canary = newCanary();
const second = newCanary();
let folder: string;
let one: WatchedBroker;
let two: WatchedBroker;
let extension: TestExtension;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-two-'));
  const keychain = testKeychain();
  one = await watchedBroker(canary, { folder, keychain }, second);
  two = await watchedBroker(canary, { folder, keychain }, second);
  for (const broker of [one, two]) broker.inner.answer = answering('always');
  extension = one.attachNamed();
  two.attachNamed();
  await one.connect('bearer', server.url);
});
afterEach(async () => {
  expect([await one.closeAndLook(), await two.closeAndLook()]).toEqual([[], []]);
  rmSync(folder, { recursive: true, force: true });
  expect((await elsewhere.report()).heads.filter((head) => head.includes(canary))).toEqual([]);
});
const only = async (w: WatchedBroker) => {
  const [connection] = (await w.settings.listConnections()).connections;
  if (connection === undefined) throw new Error('there is one');
  return connection;
};
/** Another process that limits each grant to GET. Its disk is slow: it has the lock of the file for a while. */
const slowlyLimiting = `
  const { workerData, parentPort } = require('node:worker_threads');
  const Libsql = require('libsql');
  const file = new Libsql(workerData, { timeout: 60000 });
  file.exec('BEGIN IMMEDIATE');
  file.prepare("UPDATE grants SET record = json_set(record, '$.limits', json(?))").run(['{"methods":["GET"]}']);
  parentPort.postMessage('holding');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  file.exec('COMMIT');
  file.close();
  parentPort.postMessage('done');
`;
/** Resolves when it has the lock; `done` when it has let go. */
const beginLimiting = async () => {
  const other = new Worker(slowlyLimiting, { eval: true, workerData: join(folder, 'state.db') });
  await once(other, 'message');
  return { done: once(other, 'message') };
};
const clientOf = async (): Promise<Client> =>
  extension.connections.use(await extension.connections.request(requestOf('bearer')));

describe('F8: two brokers on one folder', () => {
  it('of two edits of one connection, one wins, the other is told, and neither is half done', async () => {
    const { id: connectionId, updatedAt } = await only(one);
    for (let round = 0; round < 5; round += 1) {
      const seen = (await only(one)).updatedAt;
      const codes = await Promise.all(
        [one, two].map((w, at) =>
          codeOf(w.settings.updateConnection({ connectionId, updatedAt: seen, displayName: `by ${at}` })),
        ),
      );
      expect(codes.sort()).toEqual(['conflict', 'no error']);
      expect(await only(one)).toEqual(await only(two));
    }
    expect((await only(one)).updatedAt).toBeGreaterThan(updatedAt);
  });

  it('two brokers write one audit log in which every line fits and none is lost', async () => {
    const before = (await one.audit()).length;
    const made = [one, two].flatMap((w) => Array.from({ length: 20 }, () => w.connect('header', server.url)));
    const ids = (await Promise.all(made)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(40);
    const lines = await two.audit({ kind: 'connection.created', limit: 1000 });
    expect(new Set(lines.map(({ connectionId }) => connectionId)).size).toBe(41);
    expect((await one.audit()).length).toBeGreaterThanOrEqual(before + 40);
    for (const w of [one, two]) expect(await w.settings.verifyAudit()).toMatchObject({ ok: true });
    expect((await one.settings.listConnections()).connections).toHaveLength(41);
  });

  it('a secret that one broker replaced is what the other uses next', async () => {
    const client = await clientOf();
    expect(await codeOf(client.fetch('/hello'))).toBe('no error');
    const { id: connectionId } = await only(two);
    await two.settings.replaceSecret({ connectionId, secrets: { token: second }, testFirst: false });
    expect(await codeOf(client.fetch('/after'))).toBe('no error');
    expect((await server.report()).heads.at(-1)).toContain(second);
  });

  it('a connection that one broker moved is used by the other in neither place', async () => {
    const client = await clientOf();
    await client.fetch('/hello');
    const { id: connectionId, updatedAt } = await only(two);
    await two.settings.updateConnection({ connectionId, updatedAt, fields: { url: elsewhere.url } });
    const before = (await server.report()).heads.length;
    expect(await codeOf(client.fetch('/after'))).toBe('capability-closed');
    expect((await server.report()).heads.length).toBe(before);
  });

  it('a revocation by one broker ends the other’s handles by itself, also while nobody uses them', async () => {
    const client = await clientOf();
    const reader = (await client.fetch('/drip')).body?.getReader();
    const read = async () => {
      for (;;) if ((await reader?.read())?.done !== false) return;
    };
    const reading = codeOf(read());
    const [grant] = await two.settings.listGrants({ revoked: true });
    if (grant !== undefined) await two.settings.revokeGrant({ grantId: grant.id });
    expect(await reading).toBe('capability-closed');
    expect(await one.settings.listLive()).toEqual([]);
  });

  it('a limit that one broker sets ends the other’s handles by itself, and holds for its next ones', async () => {
    const client = await clientOf();
    await client.fetch('/items');
    const [grant] = await two.settings.listGrants({});
    await two.settings.limitGrant({ grantId: grant?.id as never, limits: { usesPerDay: 1 } });
    await expect.poll(async () => (await one.settings.listLive({})).length, { timeout: 60_000 }).toBe(0);
    const next = await clientOf();
    expect([await codeOf(next.fetch('/items')), await codeOf(next.fetch('/items'))]).toEqual([
      'no error',
      'caveat-refused',
    ]);
    expect((await two.settings.listGrants({}))[0]).toMatchObject({ handles: 2, limits: { usesPerDay: 1 } });
  });

  it('a handle that is given while another process limits its grant has no more than was left', async () => {
    const access = { methods: ['GET' as const, 'POST' as const], paths: ['/**'] };
    await extension.connections.request({ ...requestOf('bearer'), access });
    const { done } = await beginLimiting();
    const asked = extension.connections.request({ ...requestOf('bearer'), access });
    const [, handle] = await Promise.all([done, asked]);
    const client = extension.connections.use(handle);
    const codes = [client.fetch('/items'), client.fetch('/items', { method: 'POST', body: 'x' })].map(codeOf);
    expect(await Promise.all(codes)).toEqual(['no error', 'caveat-refused']);
  });

  it('a limit that another process sets at the same moment is not undone', async () => {
    await clientOf();
    const [grant] = await two.settings.listGrants({});
    const { done } = await beginLimiting();
    const asking = { rule: 'every' as const, always: [], never: [] };
    const setting = codeOf(one.settings.setGrantAsking({ grantId: grant?.id as never, asking }));
    expect((await Promise.all([done, setting]))[1]).toBe('conflict');
    expect((await two.settings.listGrants({}))[0]).toMatchObject({ limits: { methods: ['GET'] } });
  });

  it('a revoked grant stays revoked, even if another broker still held it as active', async () => {
    await clientOf();
    const stores = openStores({
      folder,
      keychain: testKeychain(),
      randomBytes: (length) => randomBytes(length),
      now: Date.now,
      log: () => undefined,
    });
    const [held] = stores.grants.list();
    if (held === undefined) throw new Error('there is one');
    await two.settings.revokeGrant({ grantId: held.id });
    stores.grants.put({ ...held, handles: held.handles + 1 });
    expect((await one.settings.listGrants({ revoked: true })).map(({ state }) => state)).toEqual(['revoked']);
    await stores.close();
  });

  it('what one broker revoked or deleted, the other does not use again', async () => {
    const client = await clientOf();
    await client.fetch('/hello');
    const [grant] = await two.settings.listGrants({ revoked: true });
    if (grant === undefined) throw new Error('there is one');
    await two.settings.revokeGrant({ grantId: grant.id });
    // Requests of one turn share a look at what the other has changed (stores/open-stores.ts).
    await nextTurn();
    expect(await codeOf(client.fetch('/after'))).toBe('capability-closed');
    const again = await clientOf();
    expect(one.inner.prompts).toHaveLength(2);
    await two.settings.deleteConnection({ connectionId: (await only(two)).id });
    await nextTurn();
    expect(await codeOf(again.fetch('/after'))).toBe('capability-closed');
    expect((await one.settings.listConnections()).connections).toEqual([]);
  });
});
