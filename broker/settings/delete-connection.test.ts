import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { governed } from './fixtures/governed.ts';

/** Timers that fire when the test says that time has passed. */
const clockwork = () => {
  const clock = { ms: 1_800_000_000_000 };
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    powers: {
      now: () => clock.ms,
      after: (ms: number, run: () => void) => {
        const timer = { at: clock.ms + ms, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    pass: (ms: number): void => {
      clock.ms += ms;
      for (const timer of [...timers]) {
        if (timer.at > clock.ms) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
};

describe('a deleted connection', () => {
  it('a deleted connection is unusable at once: its handles are dead, and nobody finds it', async () => {
    const { settings, create, use } = await governed();
    const { id: connectionId } = await create();
    const client = await use();
    expect(await settings.connectionUse({ connectionId })).toMatchObject({
      extensions: [{ extension: 'acme.reader', grants: [expect.any(String)], live: [expect.any(String)] }],
    });
    expect(await settings.deleteConnection({ connectionId })).toMatchObject({ ended: 1 });
    expect(await codeOf(client.fetch('/x'))).toBe('capability-closed');
    expect(await codeOf(use())).toBe('no-connection');
    expect(await codeOf(settings.getConnection({ connectionId }))).toBe('not-found');
    expect(await codeOf(settings.testConnection({ connectionId }))).toBe('not-found');
    expect((await settings.listConnections()).total).toBe(0);
    expect(await settings.listGrants()).toEqual([]);
  });

  it('a deletion undone within ten seconds restores secret and grants, but not handles', async () => {
    const { powers, pass } = clockwork();
    const { settings, create, use, extension, t } = await governed(powers);
    const { id: connectionId } = await create();
    const client = await use();
    await settings.deleteConnection({ connectionId });
    pass(9_000);
    expect(await settings.listDeleted()).toMatchObject([{ connectionId, displayName: 'Work' }]);
    expect(await settings.undoDelete({ connectionId })).toMatchObject({
      id: connectionId,
      displayName: 'Work',
    });
    pass(60_000);
    expect(await codeOf(client.fetch('/x'))).toBe('capability-closed');
    expect((await (await use()).fetch('/again')).status).toBe(200);
    // By the grant that it had: nobody was asked a second time.
    expect([t.prompts.length, extension.stops]).toEqual([1, []]);
  });

  it('a deletion is final after ten seconds: secret, grants and all', async () => {
    const { powers, pass } = clockwork();
    const { settings, create, use, secretRows } = await governed(powers);
    const { id: connectionId } = await create();
    await use();
    await settings.deleteConnection({ connectionId });
    expect(secretRows()).toBe(1);
    pass(10_000);
    expect(secretRows()).toBe(0);
    expect(await codeOf(settings.undoDelete({ connectionId }))).toBe('not-found');
    expect((await settings.listGrants({ revoked: true })).map(({ state }) => state)).toEqual(['revoked']);
    const kinds = (await settings.listAudit({ connectionId })).entries.map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['grant.revoked', 'connection.removed']);
    expect(kinds).toContain('connection.deleted');
  });

  it('a deletion is final at a clean exit, also when the vault was unlocked since', async () => {
    const { powers } = clockwork();
    const { settings, create, t, secretRows } = await governed(powers);
    const { id: connectionId } = await create();
    await settings.deleteConnection({ connectionId });
    await t.broker.unlock();
    expect(secretRows()).toBe(1);
    await t.close({ keepFolder: true });
    expect(secretRows()).toBe(0);
  });

  it.each([
    ['before its time is over: it is hidden, and then goes', 4_000, 1],
    ['after its time is over: it goes at the start', 20_000, 0],
  ])('a start %s', async (_when, pause, left) => {
    const { powers, pass } = clockwork();
    const keychain = testKeychain();
    // Killed: its timers never come.
    const killed = { ...powers, keychain, after: () => () => undefined };
    const { settings, create, t, secretRows } = await governed(killed);
    const { id: connectionId } = await create();
    await settings.deleteConnection({ connectionId });
    pass(pause);
    const next = await brokerInFolder({ ...powers, folder: t.folder, keychain });
    expect([secretRows(), (await next.settings.listConnections()).total]).toEqual([left, 0]);
    pass(10_000);
    expect([secretRows(), await next.settings.listDeleted()]).toEqual([0, []]);
    await next.close({ keepFolder: true });
  });

  it('a pending deletion is completed when its process ends cleanly, because nobody could undo it', async () => {
    const { settings, create, t } = await governed();
    const { id: connectionId } = await create();
    await settings.deleteConnection({ connectionId });
    await t.broker.close();
    const file = new Libsql(`${t.folder}/secrets.db`);
    expect(file.prepare('SELECT count(*) FROM secrets').raw().get([])).toEqual([0]);
    file.close();
  });

  it('a clock that was set back does not prevent a deletion', async () => {
    const { powers, pass } = clockwork();
    const { settings, create, secretRows } = await governed(powers);
    const { id: connectionId } = await create();
    await settings.deleteConnection({ connectionId });
    pass(-3_600_000);
    expect(await codeOf(settings.undoDelete({ connectionId }))).toBe('not-found');
    pass(3_600_000 + 10_000);
    expect(secretRows()).toBe(0);
  });
});
