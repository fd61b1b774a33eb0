import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import { extensionOfEveryKind } from '../fixtures/extension-of-every-kind.ts';
import {
  type Client,
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

let w: WatchedBroker;
let extension: TestExtension;
const canary = newCanary();
const second = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary, { undoDeleteMs: 50 }, second);
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
const states = async () => (await w.settings.listGrants({ revoked: true })).map(({ state }) => state);

describe('D8: an extension whose content changed is another principal', () => {
  it('changed content suspends grants at start, the prompt shows `before`, and the new grant replaces the old', async () => {
    await w.connect('bearer', server.url);
    await clientOf();
    extension.detach();
    extension = w.attachNamed('every', { version: '1.0.1', contentDigest: '1'.repeat(64) });
    expect(await states()).toEqual(['suspended']);
    const [grant] = await w.settings.listGrants({ revoked: true });
    expect(grant?.now?.principal).toMatchObject({ version: '1.0.1', contentDigest: '1'.repeat(64) });
    await clientOf();
    expect(w.inner.prompts.at(-1)).toMatchObject({ extension: { known: false, version: '1.0.1' } });
    expect(w.inner.prompts.at(-1)?.choices[0]?.before).toMatchObject({ origins: [server.url] });
    expect(await states()).toEqual(['revoked', 'active']);
  });

  it('other content under the same version, or a return to the old content, is a change too', async () => {
    await w.connect('bearer', server.url);
    await clientOf();
    for (const digit of ['1', '0']) {
      extension.detach();
      extension = w.attachNamed('every', { contentDigest: digit.repeat(64) });
      expect(await states()).toEqual(['suspended']);
    }
    const [grant] = await w.settings.listGrants({ revoked: true });
    if (grant !== undefined) await confirmAsShown(w.settings, grant.id);
    await clientOf();
    expect(w.inner.prompts).toHaveLength(1);
  });

  it('a second extension with the same id does not start beside the first', () => {
    expect(() => w.attachNamed('every', { contentDigest: '1'.repeat(64) })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });
});

describe('D9: a deleted connection stays dead', () => {
  it('a new connection with an old name gets no grant, handle or secret of the old one', async () => {
    const { id: old } = await w.connect('bearer', server.url);
    const client = await clientOf();
    await w.settings.deleteConnection({ connectionId: old });
    const { id } = await w.connect('bearer', elsewhere.url, { secret: second });
    expect(id).not.toBe(old);
    // Hidden with its connection at first, revoked when the time for undoing is over, which may be now.
    expect((await states()).filter((state) => state !== 'revoked')).toEqual([]);
    expect(await codeOf(client.fetch('/hello'))).toBe('capability-closed');
    w.inner.answer = answering('deny');
    expect(await codeOf(clientOf())).toBe('denied');
    await vi.waitFor(async () => expect(await states()).toEqual(['revoked']));
    for (const { id: grantId } of await w.settings.listGrants({ revoked: true })) {
      expect(await codeOf(confirmAsShown(w.settings, grantId))).toMatch(/^(conflict|not-found)$/);
    }
  });

  it('the id of a deleted connection cannot be reused, even by editing the file', async () => {
    const { id } = await w.connect('bearer', server.url);
    await w.settings.deleteConnection({ connectionId: id satisfies ConnectionIdOf });
    const file = new Libsql(join(w.inner.folder, 'state.db'));
    // Its row goes when the time for undoing is over.
    await vi.waitFor(() =>
      expect(() =>
        file.prepare('INSERT INTO connections (id, record) VALUES (?, ?)').run([id, '{}']),
      ).toThrow(/dead/),
    );
    file.close();
  });
});

describe('D10: a contributed provider cannot stand in for another', () => {
  it('a contributed provider is namespaced, listed after the built-in ones, and names its contributor', async () => {
    const imitation = extensionOfEveryKind('every').manifest.contributes.connectionProviders[0];
    if (imitation === undefined) throw new Error('there is one');
    w.attachNamed('githab', {
      contributes: { connectionProviders: [{ ...imitation, id: 'http', name: 'GitHub' }] },
    });
    const listed = await w.settings.listProviders();
    const ours = listed.filter(({ contributedBy }) => contributedBy === 'built in');
    expect(ours.length).toBeGreaterThan(1);
    expect(listed.slice(0, ours.length)).toEqual(ours);
    expect(listed.find(({ providerId }) => providerId === 'http')?.contributedBy).toBe('built in');
    expect(listed.slice(ours.length).find(({ provider }) => provider.name === 'GitHub')).toMatchObject({
      providerId: 'acme.githab/http',
      contributedBy: 'Acme githab (acme.githab)',
    });
  });
});
