import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

let w: WatchedBroker;
let extension: TestExtension;
let at = Date.now();
beforeEach(async () => {
  at = Date.now();
  w = await watchedBroker(newCanary(), { now: () => at });
  extension = w.attachNamed();
  await w.connect('bearer', server.url);
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const access = { methods: ['GET' as const, 'DELETE' as const], paths: ['/**'], mcpTools: [] };
const client = async (): Promise<Client> =>
  extension.connections.use(await extension.connections.request({ ...requestOf('bearer'), access }));
const limited = (decision: 'once' | 'always', limits: object) => {
  w.inner.answer = answering(decision, { limits });
};
const theGrant = async () => {
  const [grant] = await w.settings.listGrants({});
  if (grant === undefined) throw new Error('there is a grant');
  return grant;
};
const attempts = async (by: Client) =>
  Promise.all([codeOf(by.fetch('/a')), codeOf(by.fetch('/a', { method: 'DELETE' })), codeOf(by.fetch('/b'))]);

describe('D14: what a person takes from a grant, no handle has', () => {
  it.each(['once', 'always'] as const)(
    '"%s" with fewer methods and paths than were asked for',
    async (decision) => {
      limited(decision, { methods: ['GET'], paths: ['/a'] });
      expect(await attempts(await client())).toEqual(['no error', 'caveat-refused', 'caveat-refused']);
    },
  );

  it('a limited grant does not ask again: the same request gets the same smaller handle', async () => {
    limited('always', { methods: ['GET'] });
    await client();
    w.inner.answer = () => {
      throw new Error('nobody is asked again');
    };
    expect(await attempts(await client())).toEqual(['no error', 'caveat-refused', 'no error']);
  });

  it('a new limit ends earlier handles and holds for later ones', async () => {
    w.inner.answer = answering('always');
    const before = await client();
    expect(await attempts(before)).toEqual(['no error', 'no error', 'no error']);
    await w.settings.limitGrant({ grantId: (await theGrant()).id, limits: { paths: ['/a'] } });
    expect(new Set(await attempts(before))).toEqual(new Set(['capability-closed']));
    expect(await attempts(await client())).toEqual(['no error', 'no error', 'caveat-refused']);
  });

  it('attenuating does not widen a limited handle', async () => {
    limited('always', { methods: ['GET'] });
    const wider = await (await client()).attenuate({ methods: ['GET', 'DELETE'], paths: ['/**'] });
    expect(await attempts(extension.connections.use(wider))).toEqual([
      'no error',
      'caveat-refused',
      'no error',
    ]);
  });

  it('a limited grant ends at the chosen time, and then the person is asked again', async () => {
    limited('always', { expiresAt: at + 15 * 60_000 });
    const first = await client();
    expect((await first.describe()).endsAt).toBe(at + 15 * 60_000);
    at += 16 * 60_000;
    expect(await codeOf(first.fetch('/a'))).toBe('caveat-refused');
    const asked = w.inner.prompts.length;
    limited('once', {});
    expect(await attempts(await client())).toEqual(['no error', 'no error', 'no error']);
    expect(w.inner.prompts.length).toBe(asked + 1);
  });

  it('a limit survives the confirmation of a suspended grant', async () => {
    limited('always', { methods: ['GET'] });
    await client();
    const { id } = await theGrant();
    const [connection] = (await w.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is a connection');
    const { id: connectionId, updatedAt } = connection;
    await w.settings.updateConnection({ connectionId, updatedAt, fields: { url: `${server.url}/` } });
    const { state, now, limits } = await theGrant();
    if (state === 'suspended')
      await w.settings.confirmGrant({ grantId: id, digest: now?.digest ?? ('' as never) });
    expect(limits).toEqual({ methods: ['GET'] });
    expect((await theGrant()).limits).toEqual({ methods: ['GET'] });
  });

  it('a limit is in the log, and removing it asks the person in main’s own prompt', async () => {
    w.inner.answer = answering('always');
    await client();
    const { id } = await theGrant();
    await w.settings.limitGrant({ grantId: id, limits: { methods: ['GET'] } });
    expect(w.inner.changes).toEqual([]);
    expect((await w.audit({ kind: 'grant.limited' }))[0]).toMatchObject({ limits: { methods: ['GET'] } });
    w.inner.allowChange = () => false;
    expect(await codeOf(w.settings.limitGrant({ grantId: id, limits: {} }))).toBe('denied');
    expect((await theGrant()).limits).toEqual({ methods: ['GET'] });
    w.inner.allowChange = () => true;
    expect((await w.settings.limitGrant({ grantId: id, limits: {} })).limits).toEqual({});
    expect(w.inner.changes).toMatchObject([{ kind: 'limit-less' }, { kind: 'limit-less' }]);
  });
});
