import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerPowers } from '../../broker.ts';
import { type TestKeychain, testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type ConnectionIdOf,
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
let keychain: TestKeychain;
let w: WatchedBroker;
let extension: TestExtension;
const start = async (powers: Partial<BrokerPowers> = {}): Promise<void> => {
  w = await watchedBroker(canary, { folder, keychain, ...powers }, second);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
};
const stop = async (): Promise<void> => {
  expect(await w.closeAndLook()).toEqual([]);
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-tampered-'));
  keychain = testKeychain();
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
  expect(await elsewhere.report()).toMatchObject({ connections: 0 });
});

/** As another program of the same user may, between two runs. */
const edit = (name: string, ...commands: readonly (readonly [sql: string, ...values: unknown[]])[]): void => {
  const file = new Libsql(join(folder, name));
  for (const [sql, ...values] of commands) file.prepare(sql).run(values);
  file.pragma('wal_checkpoint(TRUNCATE)');
  file.close();
};
const sealedOf = (): unknown[] => {
  const file = new Libsql(join(folder, 'secrets.db'));
  const rows = file
    .prepare('SELECT connection_id, field, counter, hex(sealed) FROM secrets ORDER BY 1')
    .raw()
    .all([]);
  file.close();
  return rows;
};
const use = async (kind: 'bearer' | 'header' = 'bearer') =>
  codeOf(extension.connections.use(await extension.connections.request(requestOf(kind))).fetch('/hello'));
const stateOf = async (id: ConnectionIdOf) =>
  (await w.settings.listConnections()).connections.find((connection) => connection.id === id)?.state;

describe('F3: files that were changed on disk', () => {
  it('ciphertexts that were swapped between two connections go to neither server', async () => {
    const { id: one } = await w.connect('bearer', server.url);
    const { id: two } = await w.connect('header', server.url, { secret: second });
    await stop();
    const sealed =
      'UPDATE secrets SET sealed = (SELECT sealed FROM kept WHERE connection_id <> secrets.connection_id)';
    edit('secrets.db', ['CREATE TABLE kept AS SELECT * FROM secrets'], [sealed], ['DROP TABLE kept']);
    const before = sealedOf();
    await start();
    const { connections } = await server.report();
    expect([await use(), await use('header')]).toEqual(['secret-unreadable', 'secret-unreadable']);
    expect([await stateOf(one), await stateOf(two)]).toEqual(['locked', 'locked']);
    expect((await w.audit({ kind: 'use.refused' }))[0]).toMatchObject({
      code: 'secret-unreadable',
      detail: 'wrong-place',
    });
    expect((await server.report()).connections).toBe(connections);
    expect(sealedOf()).toEqual(before);
  });

  it('a secret does not follow an edited address, whatever else is edited to fit', async () => {
    const { id } = await w.connect('bearer', server.url);
    await use();
    await stop();
    const move = `UPDATE connections SET record = replace(record, '${server.url}', '${elsewhere.url}')`;
    edit(
      'state.db',
      [move],
      [`UPDATE grants SET record = replace(record, '${server.url}', '${elsewhere.url}')`],
    );
    await start();
    expect([await stateOf(id), await use()]).toEqual(['suspended', 'connection-suspended']);
    const moved = (await w.settings.listGrants({ revoked: true })).at(-1);
    await stop();
    // Also the digest that the secret was saved under, which anybody can compute: taken from an honest connection there.
    await start();
    const { id: honest } = await w.connect('bearer', elsewhere.url, { secret: second });
    await stop();
    const digest = `json_extract(record, '$.authorityDigest')`;
    edit('state.db', [
      `UPDATE connections SET record = json_set(record, '$.authorityDigest',
        (SELECT ${digest} FROM connections WHERE id = ?)) WHERE id = ?`,
      honest,
      id,
    ]);
    await start();
    expect(await stateOf(id)).toBe('locked');
    await w.settings.deleteConnection({ connectionId: honest });
    expect([await use(), moved?.authority.origins]).toEqual(['secret-unreadable', [elsewhere.url]]);
  });

  it('an older secrets.db is shown as locked, and works again when the secret is entered again', async () => {
    const { id } = await w.connect('bearer', server.url, { secret: second });
    await stop();
    copyFileSync(join(folder, 'secrets.db'), join(folder, 'older'));
    await start();
    await w.settings.replaceSecret({ connectionId: id, secrets: { token: canary }, testFirst: false });
    expect(await use()).toBe('no error');
    await stop();
    copyFileSync(join(folder, 'older'), join(folder, 'secrets.db'));
    rmSync(join(folder, 'older'));
    const before = sealedOf();
    await start();
    expect([await stateOf(id), await use()]).toEqual(['locked', 'secret-unreadable']);
    expect((await w.audit({ kind: 'use.refused' }))[0]).toMatchObject({ detail: 'rolled-back' });
    expect(sealedOf()).toEqual(before);
    await w.settings.replaceSecret({ connectionId: id, secrets: { token: canary }, testFirst: false });
    expect([await stateOf(id), await use()]).toEqual(['untested', 'no error']);
  });

  it('an older state.db does not bring a replaced secret back', async () => {
    const { id } = await w.connect('bearer', server.url, { secret: second });
    await stop();
    copyFileSync(join(folder, 'state.db'), join(folder, 'older'));
    await start();
    await w.settings.replaceSecret({ connectionId: id, secrets: { token: canary }, testFirst: false });
    await stop();
    copyFileSync(join(folder, 'older'), join(folder, 'state.db'));
    rmSync(join(folder, 'older'));
    await start();
    expect([await stateOf(id), await use()]).toEqual(['locked', 'secret-unreadable']);
  });
});

describe('F4: a vault that cannot be opened', () => {
  it.each(['keyring-locked', 'key-missing', 'another key'] as const)(
    'a vault with %s shows what it keeps, uses nothing and loses nothing',
    async (why) => {
      const { id } = await w.connect('bearer', server.url);
      await use();
      await stop();
      const [before, rightKey] = [sealedOf(), keychain.key];
      if (why === 'keyring-locked') keychain.failing = why;
      if (why === 'key-missing') keychain.key = undefined;
      if (why === 'another key') keychain.key = Buffer.alloc(32, 9);
      await start();
      const { connections } = await server.report();
      expect(await w.settings.protection()).toMatchObject({ state: 'locked', why: expect.any(String) });
      expect([await stateOf(id), await use()]).toEqual(['locked', 'vault-locked']);
      expect((await w.audit({ kind: 'use.refused' }))[0]).toMatchObject({ code: 'vault-locked' });
      expect(await w.settings.listGrants({ revoked: true })).toHaveLength(1);
      expect(await codeOf(w.connect('bearer', server.url))).toBe('vault-locked');
      expect(
        await codeOf(
          w.settings.replaceSecret({ connectionId: id, secrets: { token: second }, testFirst: false }),
        ),
      ).toBe('vault-locked');
      for (let save = 0; save < 5; save += 1) {
        const { updatedAt } = (await w.settings.listConnections()).connections[0] ?? { updatedAt: 0 };
        await w.settings.updateConnection({ connectionId: id, updatedAt, displayName: `Saved ${save}` });
      }
      expect((await w.settings.listConnections()).connections).toHaveLength(1);
      expect(sealedOf()).toEqual(before);
      expect((await server.report()).connections).toBe(connections);
      keychain.failing = undefined;
      keychain.key = rightKey;
      expect(await w.settings.unlockVault()).toMatchObject({ state: 'unlocked' });
      expect(await use()).toBe('no error');
    },
  );
});

describe('F5: tampering with the audit log', () => {
  const last = '(SELECT max(seq) FROM entries)';
  const damage = {
    edited: [`UPDATE entries SET line = replace(line, 'use.finished', 'use.refused')`],
    missing: [`DELETE FROM entries WHERE seq = ${last} - 3`],
    reordered: [
      `UPDATE entries SET seq = -1 WHERE seq = ${last} - 3`,
      `UPDATE entries SET seq = ${last} - 3 WHERE seq = ${last} - 2`,
      `UPDATE entries SET seq = ${last} - 2 WHERE seq = -1`,
    ],
    unreadable: [`UPDATE entries SET line = 'x' WHERE seq = ${last} - 1`],
    'tail-cut': [`DELETE FROM entries WHERE seq > ${last} - 4`],
    'not-sealed': [`DELETE FROM head`],
  } as const;
  it.each(Object.entries(damage))('the log names what was done: %s', async (why, commands) => {
    await w.connect('bearer', server.url);
    for (let time = 0; time < 3; time += 1) await use();
    expect(await w.settings.verifyAudit()).toMatchObject({ ok: true });
    await stop();
    edit('audit.db', ...commands.map((sql): [string] => [sql]));
    await start();
    await use();
    const verdict = await w.settings.verifyAudit();
    // Numbering goes on after the seal, so a cut tail shows as a gap once something was added.
    expect(verdict).toMatchObject({ ok: false, firstBad: { why: why === 'tail-cut' ? 'missing' : why } });
  });

  it.each(['{', '{"days":0,"entries":0}', '[]', '"always"'])(
    'a retention of %s in state.db empties no log, and the broker starts',
    async (value) => {
      const before = (await w.audit({ limit: 1000 })).length;
      await stop();
      edit('state.db', ["INSERT OR REPLACE INTO settings VALUES ('audit.retention', ?)", value]);
      const pruning: (() => void)[] = [];
      const after = (ms: number, run: () => void): (() => void) => {
        if (ms === 60_000) pruning.push(run);
        const timer = setTimeout(run, ms).unref();
        return () => clearTimeout(timer);
      };
      await start({ after });
      expect((await w.settings.auditStatus()).retention).toEqual({ days: 90, entries: 100_000 });
      expect(pruning).toHaveLength(1);
      pruning[0]?.();
      expect((await w.audit({ limit: 1000 })).length).toBeGreaterThan(before);
    },
  );

  it('a state.db that cannot store a time of last use still lets waiting lines into the log', async () => {
    await w.connect('bearer', server.url);
    const client = extension.connections.use(await extension.connections.request(requestOf('bearer')));
    edit('state.db', [
      "CREATE TRIGGER refused BEFORE UPDATE OF last_used_at ON connections BEGIN SELECT RAISE(ABORT, 'no'); END",
    ]);
    expect((await client.fetch('/hello')).status).toBe(200);
    await stop();
    edit('state.db', ['DROP TRIGGER refused']);
    await start();
    expect(await w.audit({ kind: 'use.finished', limit: 10 })).toHaveLength(1);
    expect(await w.settings.verifyAudit()).toMatchObject({ ok: true });
  });
});
