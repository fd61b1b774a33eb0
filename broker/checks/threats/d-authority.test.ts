import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import { extensionOfEveryKind } from '../fixtures/extension-of-every-kind.ts';
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

let w: WatchedBroker;
let extension: TestExtension;
const canary = newCanary();
const second = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary, {}, second);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
  // Wherever a test moved the connection: this secret was not entered there.
  expect((await elsewhere.report()).heads.filter((head) => head.includes(canary))).toEqual([]);
});

const request = requestOf('bearer');
const clientOf = async (): Promise<Client> =>
  extension.connections.use(await extension.connections.request(request));
const only = async () => {
  const [connection] = (await w.settings.listConnections()).connections;
  if (connection === undefined) throw new Error('there is one');
  return connection;
};
const move = async (url: string) => {
  const { id: connectionId, updatedAt } = await only();
  return w.settings.updateConnection({ connectionId, updatedAt, fields: { url } });
};
const states = async () => (await w.settings.listGrants({ revoked: true })).map(({ state }) => state);

describe('D4: a connection that is moved takes no grant, handle or secret along', () => {
  it('moving a connection aborts requests, ends handles, and suspends the grant with both authorities to compare', async () => {
    await w.connect('bearer', server.url);
    const client = await clientOf();
    const body = (await client.fetch('/drip')).body?.getReader();
    await body?.read();
    const pending = codeOf(client.fetch('/silent'));
    await vi.waitFor(async () => expect((await server.report()).heads.join()).toContain('/silent'));
    const { closed } = await server.report();
    expect(await move(elsewhere.url)).toMatchObject({
      state: 'suspended',
      stateReason: 'moved',
      origins: [elsewhere.url],
      holders: 0,
    });
    expect(await pending).toBe('capability-closed');
    await vi.waitFor(async () => expect((await server.report()).closed).toBeGreaterThanOrEqual(closed + 2));
    const [grant] = await w.settings.listGrants({ revoked: true });
    expect(grant).toMatchObject({
      state: 'suspended',
      authority: { origins: [server.url] },
      now: { authority: { origins: [elsewhere.url] } },
    });
    expect(await w.settings.listLive()).toEqual([]);
    expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
  });

  it('the secret is not used at the new place until it was entered for that place', async () => {
    await w.connect('bearer', server.url);
    await clientOf();
    await move(elsewhere.url);
    const [grant] = await w.settings.listGrants({ revoked: true });
    if (grant === undefined) throw new Error('there is one');
    expect(await confirmAsShown(w.settings, grant.id)).toMatchObject({ state: 'active' });
    expect(await codeOf((await clientOf()).fetch('/hello'))).toBe('connection-suspended');
    await w.settings.revokeGrant({ grantId: grant.id });
    expect(await codeOf((await clientOf()).fetch('/hello'))).toBe('connection-suspended');
    expect(await w.settings.testConnection({ connectionId: (await only()).id })).toMatchObject({
      ok: false,
      cause: 'secret-missing',
      next: 'enter-secret-again',
    });
    expect((await elsewhere.report()).heads).toEqual([]);
    await w.settings.replaceSecret({
      connectionId: (await only()).id,
      secrets: { token: second },
      testFirst: false,
    });
    expect(await codeOf((await clientOf()).fetch('/hello'))).toBe('no error');
    expect((await elsewhere.report()).heads.at(-1)).toContain(second);
  });

  it('the next prompt shows what was agreed before', async () => {
    await w.connect('bearer', server.url);
    await clientOf();
    await move(elsewhere.url);
    await clientOf();
    expect(w.inner.prompts.at(-1)?.choices[0]).toMatchObject({
      origins: [elsewhere.url],
      before: { origins: [server.url] },
    });
    expect(await states()).toEqual(['revoked', 'active']);
  });

  it('moving a connection back suspends the new place’s grants and leaves the old ones suspended', async () => {
    await w.connect('bearer', server.url);
    const [there] = [await clientOf()];
    await move(elsewhere.url);
    const meanwhile = await clientOf();
    await move(server.url);
    expect(await states()).toEqual(['revoked', 'suspended']);
    expect(await w.settings.listLive()).toEqual([]);
    for (const client of [there, meanwhile])
      expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
    expect(await codeOf((await clientOf()).fetch('/hello'))).toBe('no error');
    expect(w.inner.prompts).toHaveLength(3);
  });

  it('the change and the suspension are one transaction: if one fails, neither happens', async () => {
    await w.connect('bearer', server.url);
    const client = await clientOf();
    const file = new Libsql(join(w.inner.folder, 'state.db'));
    file.exec(`CREATE TRIGGER refused BEFORE UPDATE OF record ON connections
      BEGIN SELECT RAISE(ABORT, 'no'); END`);
    expect(await codeOf(move(elsewhere.url))).toMatch(/^(conflict|storage-failed)$/);
    expect([await states(), (await only()).origins]).toEqual([['active'], [server.url]]);
    expect((await client.fetch('/hello')).status).toBe(200);
    file.exec('DROP TRIGGER refused');
    file.exec(`CREATE TRIGGER refused BEFORE UPDATE ON grants BEGIN SELECT RAISE(ABORT, 'no'); END`);
    expect(await codeOf(move(elsewhere.url))).toMatch(/^(conflict|storage-failed)$/);
    expect([await states(), (await only()).origins]).toEqual([['active'], [server.url]]);
    file.exec('DROP TRIGGER refused');
    file.close();
    await move(elsewhere.url);
    expect([await states(), (await only()).origins]).toEqual([['suspended'], [elsewhere.url]]);
  });

  it('a connection that changes under an open prompt is not what was agreed to', async () => {
    await w.connect('bearer', server.url);
    w.inner.answer = async (prompt, signal) => {
      await move(elsewhere.url);
      return answering('always')(prompt, signal);
    };
    expect(await codeOf(extension.connections.request(request))).toBe('connection-suspended');
    expect([await states(), await w.settings.listLive()]).toEqual([[], []]);
  });

  it('a request that joins a prompt after the change is not answered by that prompt', async () => {
    await w.connect('bearer', server.url);
    const shown: string[][] = [];
    let joined: Promise<string> | undefined;
    w.inner.answer = async (prompt, signal) => {
      shown.push([...(prompt.choices[0]?.origins ?? [])]);
      if (joined === undefined) {
        await move(elsewhere.url);
        joined = codeOf(extension.connections.request(request));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return answering(shown.length === 1 ? 'always' : 'deny')(prompt, signal);
    };
    expect(await codeOf(extension.connections.request(request))).toBe('connection-suspended');
    expect(await joined).toBe('denied');
    expect(shown).toEqual([[server.url], [elsewhere.url]]);
    expect([await states(), await w.settings.listLive()]).toEqual([[], []]);
  });

  it('a provider that its extension changed suspends another extension’s grant on it', async () => {
    await w.connect('bearer', server.url);
    const access = { methods: ['GET'], paths: ['/**'] };
    const requests = { connectionRequests: [{ provider: request.provider, reason: 'x', access }] };
    const guest = w.attachNamed('guest', { contributes: requests });
    const client = guest.connections.use(await guest.connections.request(request));
    expect((await client.fetch('/hello')).status).toBe(200);
    extension.detach();
    const changed = extensionOfEveryKind('every', { contentDigest: '1'.repeat(64) });
    const [provider] = changed.manifest.contributes.connectionProviders;
    if (provider !== undefined) Object.assign(provider, { version: 2, origins: ['{url}', elsewhere.url] });
    extension = w.inner.attach(changed);
    expect(await states()).toEqual(['suspended']);
    expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
    expect(await codeOf(client.fetch(`${elsewhere.url}/hello`))).toBe('capability-closed');
    expect((await elsewhere.report()).heads.filter((head) => head.includes(canary))).toEqual([]);
  });

  it('an update that lets a service act for somebody else, under the same version, suspends other extensions’ grants', async () => {
    await w.connect('bearer', server.url);
    const access = { methods: ['GET'], paths: ['/**'] };
    const requests = { connectionRequests: [{ provider: request.provider, reason: 'x', access }] };
    const guest = w.attachNamed('guest', { contributes: requests });
    const client = guest.connections.use(await guest.connections.request(request));
    extension.detach();
    const changed = extensionOfEveryKind('every', { contentDigest: '1'.repeat(64) });
    const [provider] = changed.manifest.contributes.connectionProviders;
    if (provider !== undefined)
      Object.assign(provider, { sends: [{ name: 'X-Account', value: 'acct_of_somebody_else' }] });
    extension = w.inner.attach(changed);
    expect(await states()).toEqual(['suspended']);
    expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
    const [grant] = await w.settings.listGrants({});
    expect(grant?.now?.authority?.requests).toContain('The header X-Account is "acct_of_somebody_else"');
    expect((await server.report()).heads.join()).not.toContain('acct_of_somebody_else');
  });
});
