import { describe, expect, it, onTestFinished } from 'vitest';
import { answering, brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { access, governed } from './fixtures/governed.ts';

const extension = 'acme.reader' as never;
const held = new Set<unknown>();

/** A connection that is always allowed, and its grant; from here on every prompt is denied. */
const allowed = async () => {
  const g = await governed();
  const connection = await g.create();
  held.add(await g.use());
  const [grant] = await g.settings.listGrants();
  if (grant === undefined) throw new Error('a grant was stored');
  g.t.answer = answering('deny');
  return { ...g, connection, grant };
};

describe('a revocation that can be undone', () => {
  it('a revoked grant gives no handle until it is restored, and then the same one without a prompt', async () => {
    const { settings, grant, use, t } = await allowed();
    const { ended, undo } = await settings.revokeGrants({ grantIds: [grant.id] });
    expect(ended).toBe(1);
    expect(await codeOf(use())).toBe('denied');
    expect(await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' })).toEqual({
      restored: 1,
      left: 0,
    });
    const asked = t.prompts.length;
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect(t.prompts.length).toBe(asked);
    expect(t.changes).toEqual([]);
    const { id, ...content } = grant;
    const { id: newId, ...restored } = (await settings.listGrants())[0] ?? ({} as never);
    expect(newId).not.toBe(id);
    expect(restored).toMatchObject({ caveats: content.caveats, reason: content.reason, state: 'active' });
  });

  it('a revoked grant is dead on disk at once, so a process that is killed brings nothing back', async () => {
    const { settings, grant } = await allowed();
    await settings.revokeGrant({ grantId: grant.id });
    expect(await settings.listGrants()).toEqual([]);
    expect(await settings.listGrants({ revoked: true })).toMatchObject([{ id: grant.id, state: 'revoked' }]);
  });

  it('a revocation is undone once, within its time, and by nobody who only guesses its id', async () => {
    const { settings, grant, clock } = await allowed();
    const { undo } = await settings.revokeExtension({ extension });
    expect(await codeOf(settings.undoRevoke({ revocationId: 'a'.repeat(21) }))).toBe('not-found');
    const revocationId = undo?.revocationId ?? '';
    await settings.undoRevoke({ revocationId });
    expect(await codeOf(settings.undoRevoke({ revocationId }))).toBe('not-found');
    const [again] = await settings.listGrants();
    expect(again?.id).not.toBe(grant.id);
    const later = await settings.revokeConnection({ connectionId: grant.connectionId });
    clock.ms += 10_000;
    expect(await codeOf(settings.undoRevoke({ revocationId: later.undo?.revocationId ?? '' }))).toBe(
      'not-found',
    );
    expect(await settings.listGrants()).toEqual([]);
  });

  it('a grant whose connection moved meanwhile comes back suspended', async () => {
    const { settings, grant, connection, use } = await allowed();
    const { undo } = await settings.revokeGrant({ grantId: grant.id });
    await settings.updateConnection({
      connectionId: connection.id,
      updatedAt: connection.updatedAt,
      fields: { url: 'https://elsewhere.example' },
    });
    await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    expect(await settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
    expect(await codeOf(use())).toBe('denied');
  });

  it('undoing brings back all of several grants on one connection, and the latest decides again', async () => {
    const { settings, grant, connection, t } = await allowed();
    t.answer = answering('always');
    const narrow = { methods: ['GET' as const], paths: ['/narrow/**'], mcpTools: [] };
    await settings.requestAccess({ extension, connectionId: connection.id, access: narrow });
    const ids = (await settings.listGrants()).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    const paths = async () => (await settings.listGrants()).map(({ caveats }) => caveats.paths);
    const before = await paths();
    const { undo } = await settings.revokeGrants({ grantIds: ids.toReversed() });
    expect(await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' })).toEqual({
      restored: 2,
      left: 0,
    });
    expect(await paths()).toEqual(before);
    expect(before.flat()).toContain(grant.caveats.paths[0]);
  });

  it('revoking a limited grant does not let an older one without limits hold again', async () => {
    const { settings, connection, use, t } = await allowed();
    t.answer = answering('always', { limits: { asks: ['POST'] } });
    await settings.requestAccess({ extension, connectionId: connection.id, access });
    const [limited, ...others] = await settings.listGrants();
    expect(others).toEqual([]);
    expect(limited?.limits).toEqual({ asks: ['POST'] });
    t.answer = answering('deny');
    await settings.revokeGrant({ grantId: limited?.id as never });
    expect(await codeOf(use())).toBe('denied');
  });

  it('what was allowed again, or belongs to a deleted connection, is left as it is', async () => {
    const { settings, grant, connection, use, t } = await allowed();
    const first = await settings.revokeGrant({ grantId: grant.id });
    t.answer = answering('always');
    held.add(await use());
    const left = { restored: 0, left: 1 };
    expect(await settings.undoRevoke({ revocationId: first.undo?.revocationId ?? '' })).toEqual(left);
    expect(await settings.listGrants()).toHaveLength(1);
    const second = await settings.revokeExtension({ extension });
    await settings.deleteConnection({ connectionId: connection.id });
    expect(await settings.undoRevoke({ revocationId: second.undo?.revocationId ?? '' })).toEqual(left);
    expect(await settings.listGrants()).toEqual([]);
  });

  it('what another page revokes once more is not brought back by the first', async () => {
    const { settings, grant, t } = await allowed();
    const { undo } = await settings.revokeGrant({ grantId: grant.id });
    const other = openSettingsClient(t.broker);
    await other.client.revokeExtension({ extension });
    other.close();
    expect(await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' })).toEqual({
      restored: 0,
      left: 1,
    });
    expect(await settings.listGrants()).toEqual([]);
  });

  it('what another process revokes once more is not brought back, whichever came first', async () => {
    const { settings, grant, t, clock } = await allowed();
    const other = await brokerInFolder({ folder: t.folder, now: () => clock.ms });
    onTestFinished(() => other.close());
    const { undo } = await settings.revokeGrant({ grantId: grant.id });
    const later = await other.settings.revokeExtension({ extension });
    expect(later.undo).toBeUndefined();
    expect(await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' })).toEqual({
      restored: 0,
      left: 1,
    });
    expect(await settings.listGrants()).toEqual([]);
  });

  it('a later revocation changes nothing in what the log says of one that nobody can undo any more', async () => {
    const { settings, grant, clock } = await allowed();
    await settings.revokeGrant({ grantId: grant.id });
    const endedAt = clock.ms;
    clock.ms += 3_600_000;
    await settings.revokeExtension({ extension });
    expect(await settings.listGrants({ revoked: true })).toMatchObject([{ id: grant.id, endedAt }]);
  });

  it('another page cannot undo a revocation, though it knows its id', async () => {
    const { settings, grant, t } = await allowed();
    const { undo } = await settings.revokeGrant({ grantId: grant.id });
    const revocationId = undo?.revocationId ?? '';
    const other = openSettingsClient(t.broker);
    expect(await codeOf(other.client.undoRevoke({ revocationId }))).toBe('not-found');
    other.close();
  });

  it('a page takes its own stop back within its time without a question, and what was allowed gives new handles', async () => {
    const { settings, use, t } = await allowed();
    const client = await use();
    const { ended, undo } = await settings.stopEverything();
    expect(ended).toBe(2);
    expect(await settings.stopped()).toEqual({ stopped: true, ended: 2, extensions: ['acme.reader'] });
    expect(await codeOf(use())).toBe('stopped');
    expect(await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' })).toEqual({
      restored: 1,
      left: 0,
    });
    expect(await settings.stopped()).toEqual({ stopped: false, ended: 0, extensions: [] });
    expect(await codeOf(client.fetch('/x')), 'what ended stays ended').toBe('capability-closed');
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect([t.changes, t.prompts.length]).toEqual([[], 1]);
    const [line] = (await settings.listAudit({ kind: 'use.resumed' })).entries;
    expect(line).toMatchObject({ detail: 'stop undone' });
  });

  it('no undo ends a stop that somebody else made too, before it or after it', async () => {
    const { settings, t } = await allowed();
    const other = openSettingsClient(t.broker);
    const undone = (undo: { readonly revocationId: string } | undefined) =>
      settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
    const { undo } = await settings.stopEverything();
    expect((await other.client.stopEverything()).undo, 'it stood still already').toBe(undefined);
    expect(await undone(undo)).toEqual({ restored: 0, left: 0 });
    expect(await settings.stopped()).toMatchObject({ stopped: true });
    await settings.resumeEverything();
    const { undo: theirs } = await other.client.stopEverything();
    expect(await codeOf(undone(theirs))).toBe('not-found');
    expect(await settings.stopped()).toMatchObject({ stopped: true });
    other.close();
  });
});
