import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import { rawCapability, rawPort } from '../fixtures/raw-port.ts';
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
const canary = newCanary();
beforeEach(async () => {
  w = await watchedBroker(canary);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
  await w.connect('bearer', server.url);
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});
const request = requestOf('bearer');
const clientOf = async (from = extension, kind = request): Promise<Client> =>
  from.connections.use(await from.connections.request(kind));
const headsOf = async (path: string) => (await server.report()).heads.filter((head) => head.includes(path));

describe('D5: a single use', () => {
  it('of 100 uses at once on a single-use handle, one reaches the server and 99 are refused', async () => {
    const client = extension.connections.use(await (await clientOf()).attenuate({ maxUses: 1 }));
    const codes = await Promise.all(Array.from({ length: 100 }, () => codeOf(client.fetch('/once'))));
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
    expect(codes.filter((code) => code === 'caveat-refused')).toHaveLength(99);
    expect(await headsOf('/once')).toHaveLength(1);
    const refused = await w.audit({ kind: 'use.refused', limit: 1000 });
    expect(refused.map(({ detail }) => detail)).toEqual(new Array(99).fill('maxUses'));
    expect(await w.audit({ kind: 'use.intended' })).toHaveLength(1);
  });

  it('derived handles share their parent’s count and cannot raise it', async () => {
    const root = extension.connections.use(await (await clientOf()).attenuate({ maxUses: 3 }));
    const children = await Promise.all(
      [{ maxUses: 100 }, {}, { maxUses: 2 }].map(async (more) =>
        extension.connections.use(await root.attenuate(more)),
      ),
    );
    const uses = [root, ...children].flatMap((client) =>
      Array.from({ length: 10 }, () => client.fetch('/shared')),
    );
    const codes = await Promise.all(uses.map(codeOf));
    expect(codes.filter((code) => code === 'no error')).toHaveLength(3);
    expect(await headsOf('/shared')).toHaveLength(3);
  });

  it('a use that was refused for another reason is not counted', async () => {
    const client = extension.connections.use(await (await clientOf()).attenuate({ maxUses: 1 }));
    expect(await codeOf(client.fetch('//evil.test/'))).toBe('destination-refused');
    expect(await codeOf(client.fetch('/x', { headers: { cookie: 'x' } }))).toBe('header-refused');
    expect((await client.describe()).usesLeft).toBe(1);
  });
});

describe('D6: after revoke() has resolved, no byte reaches the extension', () => {
  it('revoking ends the stream, closes the server’s socket, and ends children first', async () => {
    const client = await clientOf();
    const child = extension.connections.use(await client.attenuate({}));
    const readers = await Promise.all(
      [client, child].map(async (each) => (await each.fetch('/endless')).body?.getReader()),
    );
    let bytes = 0;
    const pump = async (reader: (typeof readers)[number]): Promise<void> => {
      for (;;) {
        const piece = await reader?.read();
        if (piece?.done !== false) return;
        bytes += piece.value.byteLength;
      }
    };
    const pumping = readers.map((reader) => codeOf(pump(reader)));
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(1_000_000));
    const { closed } = await server.report();
    const [grant] = await w.settings.listGrants({ revoked: true });
    if (grant === undefined) throw new Error('there is one');
    expect(await w.settings.revokeGrant({ grantId: grant.id })).toMatchObject({ ended: 2 });
    // What was posted before the revocation may still be in the port's own queue, which one turn empties.
    await new Promise((turn) => setImmediate(turn));
    const then = bytes;
    expect(await Promise.all(pumping)).toEqual(['capability-closed', 'capability-closed']);
    expect(bytes).toBe(then);
    await vi.waitFor(async () => expect((await server.report()).closed).toBe(closed + 2), { interval: 10 });
    const ends = await w.audit({ kind: 'capability.ended' });
    const issued = (await w.audit({ kind: 'capability.issued' }))[0]?.capabilityId;
    expect(ends.map(({ detail }) => detail)).toEqual(['revoked', 'revoked']);
    expect(ends[0]?.capabilityId).toBe(issued); // newest first
    const uses = await w.audit({ kind: 'use.finished' });
    expect(uses.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  });

  it('revoking ends unread and half-read answers, while another handle continues', async () => {
    const another = await clientOf(); // it keeps the sockets of this pair open
    const port = await rawCapability(rawPort(extension.port), request);
    const { closed } = await server.report();
    await port.call('fetch', { requestId: 1, target: '/endless', method: 'GET', headers: [] });
    await port.call('fetch', { requestId: 2, target: '/drip', method: 'GET', headers: [] });
    await port.call('readBody', { requestId: 2 });
    void port.call('readBody', { requestId: 2 });
    const [, live] = await w.settings.listLive();
    if (live === undefined) throw new Error('there are two');
    expect((await server.report()).closed).toBe(closed);
    await w.settings.revokeCapability({ capabilityId: live.id });
    await vi.waitFor(async () => expect((await server.report()).closed).toBe(closed + 2));
    expect((await another.fetch('/once')).status).toBe(200);
  });

  it('two reads of one body at once, which no honest client makes, end it at the server', async () => {
    const port = await rawCapability(rawPort(extension.port), request);
    const { closed } = await server.report();
    await port.call('fetch', { requestId: 1, target: '/endless', method: 'GET', headers: [] });
    await Promise.all(Array.from({ length: 40 }, () => port.call('readBody', { requestId: 1 })));
    await port.call('fetch', { requestId: 2, target: '/drip', method: 'GET', headers: [] });
    await Promise.all([1, 2].map(() => port.call('readBody', { requestId: 2 })));
    await vi.waitFor(async () => expect((await server.report()).closed).toBe(closed + 2));
  });

  it('revoking ends every handle even if the audit log accepts no lines', async () => {
    const clients = await Promise.all([clientOf(), clientOf(), clientOf()]);
    const read = async (client: Client): Promise<void> => {
      const reader = (await client.fetch('/drip')).body?.getReader();
      for (;;) if ((await reader?.read())?.done !== false) return;
    };
    const codes = clients.map((client) => codeOf(read(client)));
    await vi.waitFor(async () => {
      expect((await w.settings.listLive()).map(({ inFlight }) => inFlight)).toEqual([1, 1, 1]);
    });
    const file = new Libsql(join(w.inner.folder, 'audit.db'));
    file.exec(`CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'full'); END`);
    expect(await w.settings.stopEverything()).toMatchObject({ ended: 3 });
    expect(await Promise.all(codes)).toEqual(new Array(3).fill('capability-closed'));
    expect(await w.settings.listLive()).toEqual([]);
    file.exec('DROP TRIGGER full');
    file.close();
  });

  it('revoking ends a request that waits for its answer, while one on another handle continues', async () => {
    const client = await clientOf();
    const child = extension.connections.use(await client.attenuate({}));
    const going = [client, child].map((each) => codeOf(each.fetch('/silent')));
    await vi.waitFor(async () => expect(await headsOf('/silent')).toHaveLength(2), { interval: 10 });
    const { closed } = await server.report();
    const made = (await w.audit({ kind: 'capability.attenuated' }))[0]?.capabilityId;
    if (made === undefined) throw new Error('there is one');
    await w.settings.revokeCapability({ capabilityId: made });
    expect(await going[1]).toBe('capability-closed');
    await vi.waitFor(async () => expect((await server.report()).closed).toBe(closed + 1), { interval: 10 });
    expect(await codeOf(client.fetch('/hello'))).toBe('no error');
    expect((await server.report()).closed).toBe(closed + 1);
    client.dispose();
    await going[0];
  });

  it('revoking ends what was named and nothing else', async () => {
    const other = w.attachNamed('other');
    const { id: connectionId } = await w.connect('bearer', server.url, { name: 'other' });
    const [mine, theirs] = await Promise.all([clientOf(), clientOf(other, requestOf('bearer', 'other'))]);
    const [lasting] = await w.settings.listGrants({ revoked: true });
    expect(await w.settings.revokeConnection({ connectionId })).toMatchObject({ ended: 1 });
    expect(await codeOf(theirs.fetch('/hello'))).toBe('capability-closed');
    expect(await codeOf(mine.fetch('/hello'))).toBe('no error');
    expect(await w.settings.stopEverything()).toMatchObject({ ended: 1 });
    // "Stop" ends what lives, and lets nothing live until the user resumes; what was agreed to stays.
    expect(await codeOf(clientOf())).toBe('stopped');
    await w.settings.resumeEverything();
    expect(await codeOf((await clientOf()).fetch('/hello'))).toBe('no error');
    const { id: extensionId } = { id: 'acme.every' as never };
    expect(await w.settings.revokeExtension({ extension: extensionId })).toMatchObject({ ended: 1 });
    expect((await w.settings.listGrants({ revoked: true })).map(({ state }) => state)).toEqual([
      'revoked',
      'revoked',
    ]);
    w.inner.answer = answering('deny');
    expect(await codeOf(clientOf())).toBe('denied');
    if (lasting === undefined) throw new Error('there is one');
    expect(await codeOf(confirmAsShown(w.settings, lasting.id))).toBe('conflict');
    expect(await w.settings.verifyAudit()).toMatchObject({ ok: true });
  });
});
