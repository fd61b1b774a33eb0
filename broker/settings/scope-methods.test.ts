import { describe, expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { governed } from './fixtures/governed.ts';

describe('scope', () => {
  it('the outlook says which connection wins, and why', async () => {
    const { settings, create, clock } = await governed();
    const mine = await create({ displayName: 'Mine' });
    const look = (connectionId: typeof mine.id, scope: 'user' | 'workspace') =>
      settings.scopeOutlook({ connectionId, scope });
    expect(await look(mine.id, 'user')).toMatchObject({ first: true, rule: 'only-one' });
    clock.ms += 1;
    const later = await create({ displayName: 'Later' });
    expect(await look(later.id, 'user')).toMatchObject({
      first: false,
      rule: 'older-first',
      before: [{ displayName: 'Mine' }],
    });
    expect(await look(later.id, 'workspace')).toMatchObject({
      first: true,
      rule: 'workspace-before-user',
      after: [{ displayName: 'Mine' }],
    });
  });

  it('the winning connection is offered to an extension first', async () => {
    const { settings, create, use, t, clock } = await governed();
    await create({ displayName: 'Mine' });
    clock.ms += 1;
    const later = await create({ displayName: 'Later' });
    const { id: connectionId, updatedAt } = later;
    await settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
    await use();
    expect(t.prompts[0]?.choices.map(({ displayName }) => displayName)).toEqual(['Later', 'Mine']);
  });

  it('a move binds the kept grants to the new scope and ends live handles', async () => {
    const { settings, create, use, t } = await governed();
    const { id: connectionId, updatedAt } = await create();
    const client = await use();
    const { grants, live } = await settings.scopeOutlook({ connectionId, scope: 'workspace' });
    expect([grants.length, live]).toEqual([1, 1]);
    const keep = grants.map(({ grantId }) => grantId);
    expect(await settings.moveScope({ connectionId, updatedAt, scope: 'workspace', keep })).toMatchObject({
      connection: { scope: 'workspace' },
      suspended: 0,
      ended: 1,
    });
    expect(await codeOf(client.fetch('/x'))).toBe('capability-closed');
    expect((await (await use()).fetch('/x')).status).toBe(200);
    expect(t.prompts).toHaveLength(1);
  });

  it('a grant that was not shown or not kept is suspended, with the scope in the diff', async () => {
    const { settings, create, use } = await governed();
    const { id: connectionId, updatedAt } = await create();
    await use();
    expect(await settings.moveScope({ connectionId, updatedAt, scope: 'workspace' })).toMatchObject({
      suspended: 1,
      ended: 1,
    });
    const [grant] = await settings.listGrants({ connectionId });
    expect(grant).toMatchObject({
      state: 'suspended',
      authority: { scope: 'user' },
      now: { authority: { scope: 'workspace' } },
    });
  });

  it('a move keeps the saved secret, because the scope does not decide where it goes', async () => {
    const { settings, create } = await governed();
    const { id: connectionId, updatedAt } = await create();
    await settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
    expect(await settings.testConnection({ connectionId })).toMatchObject({ ok: true });
  });
});
