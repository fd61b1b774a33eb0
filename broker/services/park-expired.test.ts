import { expect, it, vi } from 'vitest';
import { jwt, using } from './fixtures/dated-credential.ts';

const dated = (secondsFromNow: number): string =>
  jwt({ exp: Math.floor(Date.now() / 1000) + secondsFromNow, sub: `canary-${secondsFromNow}-6fK2xPq9` });

/** A connection whose token ends within ten minutes, and what arrives at the service. */
const expiring = async () => {
  const seen: (string | undefined)[] = [];
  const [old, fresh] = [dated(600), dated(30 * 24 * 3_600)];
  const u = await using({}, { secrets: { token: old } }, ({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(200).end('{}');
  });
  const client = await u.client();
  expect((await client.fetch('/')).status).toBe(200);
  seen.length = 0;
  u.passMs(15 * 60_000);
  const expired = () => u.notices.filter(({ kind }) => kind === 'expired');
  const replace = () =>
    u.settings.replaceSecret({ connectionId: u.connectionId, secrets: { token: fresh }, testFirst: false });
  return { ...u, client, seen, old, fresh, expired, replace };
};

it('uses of a credential that has expired wait for the user, who is told once, and go with the new one', async () => {
  const u = await expiring();
  const waiting = Promise.all([u.client.fetch('/one'), u.client.fetch('/two')]);
  await vi.waitFor(() => expect(u.expired()).toHaveLength(1));
  expect(u.expired()).toMatchObject([{ connectionId: u.connectionId, displayName: 'Work' }]);
  expect(u.seen).toEqual([]);
  await u.replace();
  u.passMs(1_000);
  expect((await waiting).map(({ status }) => status)).toEqual([200, 200]);
  expect(u.seen).toEqual([`Bearer ${u.fresh}`, `Bearer ${u.fresh}`]);
  expect(u.expired()).toHaveLength(1);
  const { entries } = await u.settings.listAudit({ kind: 'connection.needs-reconnect' });
  expect(entries.map(({ detail }) => detail)).toEqual(['expired']);
});

it('after two minutes without the user, uses go to the service, whose answer decides: a date may be wrong', async () => {
  const u = await expiring();
  const waiting = u.client.fetch('/');
  await vi.waitFor(() => expect(u.expired()).toHaveLength(1));
  u.passMs(119_000);
  expect(u.seen).toEqual([]);
  u.passMs(2_000);
  expect((await waiting).status).toBe(200);
  expect((await u.client.fetch('/')).status).toBe(200);
  expect(u.seen).toEqual([`Bearer ${u.old}`, `Bearer ${u.old}`]);
  expect(u.expired()).toHaveLength(1);
});

it('a use that waits ends with its signal, and with its handle', async () => {
  const u = await expiring();
  const given = new AbortController();
  const aborted = u.client.fetch('/', { signal: given.signal });
  const revoked = u.client.fetch('/');
  await vi.waitFor(() => expect(u.expired()).toHaveLength(1));
  given.abort();
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  const over = expect(revoked).rejects.toMatchObject({
    code: expect.stringMatching(/aborted|capability-closed/),
  });
  await u.settings.revokeConnection({ connectionId: u.connectionId });
  await over;
  expect(u.seen).toEqual([]);
});
