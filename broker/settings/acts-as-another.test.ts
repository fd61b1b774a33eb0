import type { ExtensionId, ProviderId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { answering } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { access, governed, otherToken } from './fixtures/governed.ts';

const openai = 'openai' as ProviderId;

/** A built-in connection with a standing grant, and what a page that was taken over would change of it. */
const granted = async () => {
  const t = await governed();
  const { id: connectionId, updatedAt } = await t.settings.createConnection({
    providerId: openai,
    displayName: 'Models',
    fields: { organization: 'org-mine' },
    secrets: { token: 'sk-abcdefghijkl1234567890' },
  });
  await t.settings.requestAccess({ extension: 'acme.reader' as ExtensionId, connectionId, access });
  const change = () =>
    t.settings.updateConnection({ connectionId, updatedAt, fields: { organization: 'org-another' } });
  return { ...t, connectionId, change };
};

it('a field that chooses the account changes only after a yes while an extension has access', async () => {
  const { settings, connectionId, change, t } = await granted();
  t.allowChange = () => false;
  await expect(change()).rejects.toMatchObject({ code: 'denied' });
  expect((await settings.getConnection({ connectionId })).fields).toMatchObject({ organization: 'org-mine' });
  t.allowChange = () => true;
  await change();
  expect((await settings.getConnection({ connectionId })).fields).toMatchObject({
    organization: 'org-another',
  });
  expect(t.changes.at(-1)?.parts).toContainEqual({
    head: 'What changes',
    rows: [['organization', 'org-mine', 'org-another']],
  });
});

it('a secret is not replaced without asking behind a grant that was suspended first', async () => {
  const { settings, create, use, t } = await governed();
  const { id: connectionId } = await create();
  await use();
  t.allowChange = () => false;
  const replace = () =>
    settings.replaceSecret({ connectionId, secrets: { token: otherToken }, testFirst: false });
  await expect(replace()).rejects.toMatchObject({ code: 'denied' });
  const { updatedAt } = await settings.getConnection({ connectionId });
  await settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
  await expect(replace()).rejects.toMatchObject({ code: 'denied' });
});

/** By a page that was taken over, while nobody seems to use the connection. */
const replaced = async (connectionId: never, settings: Awaited<ReturnType<typeof governed>>['settings']) =>
  (await settings.replaceSecret({ connectionId, secrets: { token: otherToken }, testFirst: false })).saved;

it('an undone revocation gives no access to an account that was put in meanwhile', async () => {
  const { settings, create, use, t, seen } = await governed();
  const { id: connectionId } = await create();
  await use();
  const { undo } = await settings.revokeConnection({ connectionId });
  expect(await replaced(connectionId as never, settings)).toBe(true);
  await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
  expect(await settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
  t.answer = answering('deny');
  expect(await codeOf(use())).toBe('denied');
  expect(seen).toEqual([]);
});

it('an undone revocation gives no access where a field chose another account meanwhile', async () => {
  const { settings, connectionId, change } = await granted();
  const { undo } = await settings.revokeConnection({ connectionId });
  await change();
  await settings.undoRevoke({ revocationId: undo?.revocationId ?? '' });
  expect(await settings.listGrants()).toMatchObject([{ state: 'suspended' }]);
});

it.each(['once', 'always'] as const)(
  'a yes (%s) to an open prompt does not hold for an account that was put in under it',
  async (decision) => {
    const { settings, create, use, t, seen } = await governed();
    const { id: connectionId } = await create();
    t.answer = async (prompt) => {
      expect(await replaced(connectionId as never, settings)).toBe(true);
      return { nonce: prompt.nonce, decision, connectionId };
    };
    expect(await codeOf(use())).toBe('connection-suspended');
    expect(await settings.listGrants()).toEqual([]);
    expect(seen).toEqual([]);
  },
);

it('what was allowed once from Settings does not hold for an account that was put in before it was taken', async () => {
  const { settings, create, use, t } = await governed();
  const { id: connectionId } = await create();
  t.answer = answering('once');
  await settings.requestAccess({ extension: 'acme.reader' as ExtensionId, connectionId, access });
  expect(await replaced(connectionId as never, settings)).toBe(true);
  t.answer = answering('deny');
  expect(await codeOf(use())).toBe('denied');
});
