import type { ExtensionId, ProviderId } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
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
