import type { ConnectionId, GrantId } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { GrantView } from '../../contracts/grant.ts';
import { makeAuthorityReader } from '../../review/authority-at.ts';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { anyStep, makeAuthorityModel, type Step, type Two } from '../fixtures/authority-model.ts';
import { extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import { rounds } from '../fixtures/rounds.ts';
import { type Client, codeOf, newCanary, watchedBroker } from '../fixtures/watched-broker.ts';

let servers: readonly AttackingServer[];
beforeAll(async () => {
  servers = await Promise.all([startAttackingServer(), startAttackingServer()]);
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const providers = ['http', 'mcp'] as const; // both are built in, with a bearer token to an address
const access = { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] };
const extensionOf = (at: Two) =>
  extensionNamed(`model${at}`, {
    contributes: { connectionRequests: providers.map((provider) => ({ provider, reason: 'x', access })) },
  });
/** By connection, then by version. */
const secrets = [
  [newCanary(), newCanary()],
  [newCanary(), newCanary()],
] as const;
let uses = 0;
let succeeded = 0;

const start = async () => {
  const w = await watchedBroker(secrets[0][0], { undoDeleteMs: 0 }, secrets[0][1], ...secrets[1]);
  const { settings } = w;
  const model = makeAuthorityModel();
  const extensions = ([0, 1] as const).map((at): TestExtension => w.inner.attach(extensionOf(at)));
  const ids: (ConnectionId | undefined)[] = [undefined, undefined];
  const clients: Client[] = [];
  const grantIds: GrantId[] = [];
  const url = (at: Two): string => servers[at]?.url ?? '';
  const clientFrom = (at: Two, handle: Parameters<TestExtension['connections']['use']>[0]): Client => {
    const client = extensions[at]?.connections.use(handle);
    if (client === undefined) throw new Error('there are two extensions');
    return client;
  };

  /** Every authority that exists is a row, and every row is one. */
  const compare = async (): Promise<void> => {
    const expected = model
      .living()
      .map(({ extension, connection }) => `acme.model${extension} ${ids[connection]}`);
    await vi.waitFor(
      async () => {
        const rows = (await settings.listLive()).map((live) => `${live.extension} ${live.connectionId}`);
        expect(rows.sort()).toEqual(expected.sort());
      },
      { interval: 2 },
    );
    const grants = await settings.listGrants({ revoked: true });
    expect(grants.map(({ state }) => state)).toEqual(model.grants.map(({ state }) => state));
    for (const { id } of grants.slice(grantIds.length)) grantIds.push(id);
    await compareLog(grants);
  };

  const inLog = makeAuthorityReader();
  let readUpTo = 0;
  /** What the log's lines alone say of who can do what is what there is. */
  const compareLog = async (grants: readonly GrantView[]): Promise<void> => {
    const live = await settings.listLive();
    for (const entry of (await w.audit({ limit: 1000 })).filter(({ seq }) => seq > readUpTo).reverse()) {
      readUpTo = entry.seq;
      inLog.read(entry);
      if (entry.kind === 'use.intended' && entry.capabilityId !== undefined)
        inLog.used(entry.capabilityId, entry.at);
    }
    const { handles, grants: logged } = inLog.now;
    expect(
      [...handles.values()].map(({ id, parent, extension, connectionId, grantId, mode, levels, uses }) => ({
        id,
        parent,
        extension,
        connectionId,
        grantId,
        mode,
        uses,
        caveats: levels,
      })),
    ).toEqual(
      live.map(({ id, parent, extension, connectionId, grantId, mode, caveats, uses }) => ({
        id,
        parent,
        extension,
        connectionId,
        grantId,
        mode,
        uses,
        caveats,
      })),
    );
    expect(
      [...logged.values()].map(({ id, state, given, origins }) => ({ id, state, given, origins })),
    ).toEqual(
      grants.map(({ id, state, caveats, authority }) => ({
        id,
        state,
        given: caveats,
        origins: authority.origins,
      })),
    );
  };

  const useAll = async (nth: number, atOnce: number): Promise<void> => {
    const [client, handle] = [clients.at(-1 - nth), model.handles.at(-1 - nth)];
    if (client === undefined || handle === undefined) return;
    const path = `/model-${++uses}`;
    const expected = Array.from({ length: atOnce }, () => model.use(handle));
    succeeded += expected.filter((code) => code === 'no error').length;
    const found = await Promise.all(Array.from({ length: atOnce }, () => codeOf(client.fetch(path))));
    expect(found.sort()).toEqual(expected.sort());
    const it = model.connections[handle.connection];
    for (const at of [0, 1] as const) {
      const heads = ((await servers[at]?.report())?.heads ?? []).filter((head) => head.includes(`${path} `));
      const right =
        it !== undefined && it.url === at ? expected.filter((code) => code === 'no error').length : 0;
      expect(heads.length).toBe(right);
      for (const head of heads) expect(head).toContain(secrets[handle.connection][it?.version ?? 0]);
    }
  };

  const take = async (one: Step): Promise<void> => {
    const connectionId = 'connection' in one ? ids[one.connection] : undefined;
    switch (one.do) {
      case 'request': {
        const { extension, connection, always } = one;
        w.inner.answer = ({ nonce, choices }) => {
          const [choice] = choices;
          if (choice === undefined) return { nonce, decision: 'deny' };
          return { nonce, decision: always ? 'always' : 'once', connectionId: choice.connectionId };
        };
        const asked = extensions[extension]?.connections.request({
          provider: providers[connection],
          reason: 'x',
        });
        const got = asked?.then((handle) => clients.push(clientFrom(extension, handle)));
        expect(await codeOf(Promise.resolve(got))).toBe(model.request(extension, connection, always));
        return;
      }
      case 'use':
        return useAll(one.nth, one.atOnce);
      case 'attenuate': {
        const [client, parent] = [clients.at(-1 - one.nth), model.handles.at(-1 - one.nth)];
        if (client === undefined || parent === undefined) return;
        const wanted = one.maxUses === undefined ? {} : { maxUses: one.maxUses };
        const got = client
          .attenuate(wanted)
          .then((handle) => clients.push(clientFrom(parent.extension, handle)));
        expect(await codeOf(got)).toBe(model.attenuate(parent, one.maxUses));
        return;
      }
      case 'dispose':
        clients.at(-1 - one.nth)?.dispose();
        return model.end((handle) => handle === model.handles.at(-1 - one.nth));
      case 'revokeCapability': {
        const live = (await settings.listLive()).at(-1 - one.nth);
        if (live === undefined) return;
        const named = model.living().at(-1 - one.nth);
        await settings.revokeCapability({ capabilityId: live.id });
        return model.end((handle) => handle === named);
      }
      case 'revokeGrant':
      case 'confirmGrant': {
        const [grantId, grant] = [grantIds.at(-1 - one.nth), model.grants.at(-1 - one.nth)];
        if (grantId === undefined || grant === undefined) return;
        if (one.do === 'confirmGrant') {
          expect(await codeOf(confirmAsShown(settings, grantId))).toBe(model.confirmGrant(grant));
          return;
        }
        await settings.revokeGrant({ grantId });
        return model.revokeGrant(grant);
      }
      case 'revokeExtension':
        await settings.revokeExtension({ extension: extensionOf(one.extension).id });
        return model.revoke('extension', one.extension);
      case 'revokeConnection':
        if (connectionId === undefined) return;
        await settings.revokeConnection({ connectionId });
        return model.revoke('connection', one.connection);
      case 'stopEverything':
        await settings.stopEverything();
        await settings.resumeEverything();
        return model.end(() => true);
      case 'edit': {
        if (connectionId === undefined) return;
        const updatedAt =
          (await settings.listConnections()).connections.find(({ id }) => id === connectionId)?.updatedAt ??
          0;
        const edited = settings.updateConnection({ connectionId, updatedAt, fields: { url: url(one.url) } });
        expect(await codeOf(edited)).toBe(model.edit(one.connection, one.url));
        return;
      }
      case 'replaceSecret': {
        if (connectionId === undefined) return;
        model.replaceSecret(one.connection);
        const version = model.connections[one.connection]?.version ?? 0;
        await settings.replaceSecret({
          connectionId,
          secrets: { token: secrets[one.connection][version] },
          testFirst: false,
        });
        return;
      }
      case 'delete':
        if (connectionId === undefined) return;
        await settings.deleteConnection({ connectionId });
        ids[one.connection] = undefined;
        return model.delete(one.connection);
      case 'create': {
        if (connectionId !== undefined) return;
        const { id } = await settings.createConnection({
          providerId: providers[one.connection] as never,
          displayName: 'x',
          fields: { url: url(0) },
          secrets: { token: secrets[one.connection][0] },
        });
        ids[one.connection] = id;
        model.connections[one.connection] = { url: 0, sealedFor: 0, version: 0 };
        return;
      }
      case 'detach':
        extensions[one.extension]?.detach();
        return model.detach(one.extension);
      case 'attach':
        if (model.attached[one.extension]) return;
        extensions[one.extension] = w.inner.attach(extensionOf(one.extension));
        model.attached[one.extension] = true;
        return;
    }
  };
  return { take, compare, closeAndLook: w.closeAndLook, verify: settings.verifyAudit };
};

const runs = rounds(40);

it('A6, A7, D4-D9: in any order of operations, a use succeeds if and only if its authority exists, no secret is anywhere, and the log says who can do what', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 30, maxLength: 80, size: 'max' }), async (steps) => {
      const run = await start();
      let verdict: unknown;
      try {
        const begin: readonly Step[] = [0, 1].map((at) => ({ do: 'create', connection: at as Two }));
        for (const step of [...begin, ...steps]) {
          await run.take(step);
          await run.compare();
        }
        verdict = await run.verify();
      } finally {
        expect(await run.closeAndLook()).toEqual([]);
      }
      expect(verdict).toMatchObject({ ok: true });
    }),
    { numRuns: runs },
  );
  // Not a proof by never getting anywhere.
  expect(succeeded).toBeGreaterThan(runs);
});
