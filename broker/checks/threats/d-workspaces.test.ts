import type { ConnectionId } from '@valetkey/api-contracts';
import fc from 'fast-check';
import Libsql from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Scope } from '../../contracts/connection.ts';
import type { Workspace } from '../../contracts/workspace.ts';
import { visit } from '../../oauth/fixtures/form-browser.ts';
import { startOidc } from '../../oauth/fixtures/oidc-server.ts';
import { signingInBroker } from '../../oauth/fixtures/signing-in-broker.ts';
import { governed, provider } from '../../settings/fixtures/governed.ts';
import { answering, brokerInFolder, extensionNamed, workspaceNamed } from '../fixtures/broker-in-folder.ts';
import { rounds } from '../fixtures/rounds.ts';
import { codeOf, newCanary } from '../fixtures/watched-broker.ts';

const [here, elsewhere] = [workspaceNamed('Here'), workspaceNamed('Elsewhere')];
const anyAnswer = { workspace: here } as const;

/** A connection of the workspace `here`, and the extension's client of it under a stored grant. */
const held = async () => {
  const g = await governed(anyAnswer, (_request, response) => response.writeHead(200).end());
  const { id: connectionId } = await g.create({ scope: 'workspace' });
  return {
    ...g,
    connectionId,
    client: await g.use(),
    view: () => g.settings.getConnection({ connectionId }),
  };
};

/** As a program of the same user could, with the time of a change. */
const rewrite = (folder: string, record: string, id: ConnectionId): void => {
  const file = new Libsql(`${folder}/state.db`);
  file
    .prepare(`UPDATE connections SET record = json_set(${record}, '$.updatedAt', 1) WHERE id = ?`)
    .run([id]);
  file.close();
};

describe('D25: a connection of a workspace is there while that workspace is open', () => {
  it('a handle ends with the workspace, says so, and its grant serves again when the workspace is open again', async () => {
    const { client, use, t, settings, seen, connectionId } = await held();
    expect((await client.fetch('/before')).status).toBe(200);
    t.broker.setWorkspace(elsewhere);
    expect(await codeOf(client.fetch('/x'))).toBe('workspace-closed');
    expect(await settings.listLive()).toEqual([]);
    expect(await codeOf(use())).toBe('no-connection');
    t.broker.setWorkspace(undefined);
    expect(await codeOf(use())).toBe('no-connection');
    expect(await settings.listGrants({ connectionId })).toMatchObject([{ state: 'active' }]);
    t.broker.setWorkspace({ ...here, name: 'Renamed' });
    expect((await (await use()).fetch('/after')).status).toBe(200);
    expect(t.prompts).toHaveLength(1);
    expect(seen.map((one) => one.split(' ').at(-1))).toEqual(['/before', '/after']);
  });

  it('an open answer ends with the workspace of its connection', async () => {
    const g = await governed(anyAnswer, (_request, response) => {
      response.writeHead(200);
      response.write('begins');
    });
    await g.create({ scope: 'workspace' });
    const answer = await (await g.use()).fetch('/stream');
    const reading = answer.text();
    g.t.broker.setWorkspace(undefined);
    expect(await codeOf(reading)).not.toBe('no error');
  });

  it('a yes to a prompt does not count when its workspace was closed meanwhile', async () => {
    const { t, create, use, settings } = await governed(anyAnswer);
    await create({ scope: 'workspace' });
    t.answer = async (prompt, signal) => {
      t.broker.setWorkspace(elsewhere);
      return answering('always')(prompt, signal);
    };
    expect(await codeOf(use())).toBe('connection-suspended');
    expect(await settings.listGrants()).toEqual([]);
  });

  it('a sign-in that is under way ends with the workspace of its connection', async () => {
    const server = await startOidc();
    onTestFinished(() => server.close());
    let visited: string | undefined;
    const b = await signingInBroker(server.origin, {}, { workspace: here }, async (url) => {
      visited ??= url;
    });
    onTestFinished(() => b.close());
    const begin = async (scope: Scope) => {
      const { id: connectionId } = await b.connect({ scope });
      const { signInId } = await b.settings.signIn({ connectionId });
      await b.until(signInId, ['waiting']);
      return signInId;
    };
    const [ofWorkspace, ofUser] = [await begin('workspace'), await begin('user')];
    b.inner.broker.setWorkspace(elsewhere);
    // What the browser still has open leads nowhere.
    await visit(visited ?? '').catch(() => undefined);
    expect(await b.until(ofWorkspace, ['failed', 'signed-in'])).toMatchObject({ why: 'aborted' });
    expect(await b.settings.signInProgress({ signInId: ofUser })).toMatchObject({ state: 'waiting' });
    const { connections } = await b.settings.listConnections();
    expect(connections.map(({ signIn }) => signIn?.state)).not.toContain('signed-in');
  });

  it('what was allowed once from Settings does not serve in another workspace', async () => {
    const { t, create, extension, settings } = await governed(anyAnswer);
    const { id: connectionId } = await create({ scope: 'workspace' });
    t.answer = answering('once');
    const access = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
    await settings.requestAccess({ extension: 'acme.reader' as never, connectionId, access });
    t.broker.setWorkspace(elsewhere);
    expect(await codeOf(extension.connections.request({ provider, access }))).toBe('no-connection');
  });

  it('Settings shows the connection, and neither tests it, gives access to it nor reads choices elsewhere', async () => {
    const { t, settings, connectionId, view, seen, served, client } = await held();
    client.dispose();
    t.broker.setWorkspace(elsewhere);
    expect(await view()).toMatchObject({
      state: 'elsewhere',
      stateReason: 'workspace-closed',
      workspace: here,
    });
    const access = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
    const ends = await Promise.all(
      [
        settings.testConnection({ connectionId }),
        settings.testDraft({
          providerId: provider as never,
          connectionId,
          fields: { url: served.text },
        }),
        settings.replaceSecret({ connectionId, secrets: { token: newCanary() } }),
        settings.requestAccess({ extension: 'acme.reader' as never, connectionId, access }),
      ].map(codeOf),
    );
    expect(ends).toEqual(ends.map(() => 'workspace-closed'));
    expect(seen).toEqual([]);
  });

  it('another process that moves the connection to its own workspace ends the handles of this one', async () => {
    const { client, t, connectionId, settings } = await held();
    const other = await brokerInFolder({ folder: t.folder, workspace: elsewhere });
    other.attach(extensionNamed('reader'));
    const { updatedAt } = await settings.getConnection({ connectionId });
    await other.settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
    await other.close({ keepFolder: true });
    expect(await codeOf(client.fetch('/x'))).toMatch(/^(workspace-closed|capability-closed)$/);
  });

  it('a grant does not follow a connection whose workspace was rewritten in the file', async () => {
    const { t, use, connectionId } = await held();
    rewrite(t.folder, `json_set(record, '$.workspace', json('${JSON.stringify(elsewhere)}'))`, connectionId);
    t.broker.setWorkspace(elsewhere);
    await use();
    expect(t.prompts).toHaveLength(2);
  });

  it('no code but the application’s own says which workspace is open', async () => {
    const { t, extension, settings, connectionId } = await held();
    const handle = await extension.connections.request({ provider });
    const told = JSON.stringify(await extension.connections.use(handle).describe());
    expect(told).not.toContain(here.id);
    expect(told).not.toContain(here.name);
    expect(Object.keys(settings).filter((name) => /workspace/i.test(name))).toEqual(['workspace']);
    const { updatedAt } = await settings.getConnection({ connectionId });
    const named = { connectionId, updatedAt, scope: 'workspace', workspace: elsewhere };
    expect(await codeOf(settings.moveScope(named as never))).toBe('invalid-input');
    for (const bad of [{ kind: 'folder', id: '', name: 'x' }, { ...here, more: 1 }, 'Here'])
      expect(() => t.broker.setWorkspace(bad as never)).toThrow();
    expect(await settings.workspace()).toEqual({ open: here });
  });
});

describe('D25: a settings page moves no connection to where it was not', () => {
  it.each<[string, Workspace, Scope]>([
    ['all workspaces', here, 'user'],
    ['another workspace', elsewhere, 'workspace'],
  ])(
    'a move to %s without grants asks in main’s own prompt, which names both',
    async (_where, open, scope) => {
      const { t, create, settings } = await governed(anyAnswer);
      const { id: connectionId, updatedAt } = await create({ scope: 'workspace' });
      t.broker.setWorkspace(open);
      t.allowChange = () => false;
      const move = () => settings.moveScope({ connectionId, updatedAt, scope });
      expect(await codeOf(move())).toBe('denied');
      const shown = JSON.stringify(t.changes.at(-1));
      expect(t.changes.at(-1)).toMatchObject({ kind: 'move-scope' });
      expect(shown).toContain('Only the workspace “Here”');
      expect(shown).toContain(scope === 'user' ? 'All your workspaces' : 'Only the workspace “Elsewhere”');
      expect(await settings.getConnection({ connectionId })).toMatchObject({ workspace: here, updatedAt });
      t.allowChange = () => true;
      const { connection } = await move();
      expect(connection).toMatchObject({ scope });
      expect(connection.workspace).toEqual(scope === 'user' ? undefined : elsewhere);
    },
  );

  it('a workspace that was changed while main asked gets no connection', async () => {
    const { t, create, settings } = await governed(anyAnswer);
    const { id: connectionId, updatedAt } = await create({ scope: 'workspace' });
    t.broker.setWorkspace(elsewhere);
    t.allowChange = () => {
      t.broker.setWorkspace(workspaceNamed('A third one'));
      return true;
    };
    expect(await codeOf(settings.moveScope({ connectionId, updatedAt, scope: 'workspace' }))).toBe(
      'conflict',
    );
    expect(await settings.getConnection({ connectionId })).toMatchObject({ workspace: here });
  });

  it('no connection is limited to a workspace while none is open', async () => {
    const { t, create, settings } = await governed(anyAnswer);
    const { id: connectionId, updatedAt } = await create();
    t.broker.setWorkspace(undefined);
    expect(await codeOf(create({ scope: 'workspace' }))).toBe('invalid-input');
    expect(await codeOf(settings.moveScope({ connectionId, updatedAt, scope: 'workspace' }))).toBe(
      'invalid-input',
    );
  });
});

describe('D25: a connection that was limited to a workspace before workspaces had an identity', () => {
  it('a connection without a workspace is kept and offered to nobody until a person gives it one', async () => {
    const { t, settings, use, connectionId, view } = await held();
    rewrite(t.folder, "json_remove(record, '$.workspace')", connectionId);
    expect(await codeOf(use())).toBe('no-connection');
    const { updatedAt, ...old } = await view();
    expect(old).toMatchObject({ scope: 'workspace', state: 'suspended', stateReason: 'workspace-unknown' });
    expect(old.workspace).toBeUndefined();
    t.allowChange = () => false;
    const give = { connectionId, updatedAt, scope: 'workspace' as const };
    expect(await codeOf(settings.moveScope(give))).toBe('denied');
    t.allowChange = () => true;
    expect(await settings.moveScope(give)).toMatchObject({
      connection: { state: 'untested', workspace: here },
    });
    expect((await (await use()).fetch('/x')).status).toBe(200);
  });
});

const workspaces = [undefined, here, elsewhere] as const;
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open' as const), at: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('save' as const), own: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), nth: fc.nat(5), own: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('request' as const), nth: fc.nat(5), keep: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('use' as const), nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('give' as const), nth: fc.nat(5) }) },
);

type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
/** A handle that has to end. */
const begin: readonly Step[] = [
  { do: 'save', own: false },
  { do: 'request', nth: 0, keep: true },
  { do: 'open', at: 2 },
  { do: 'use', nth: 0 },
];

const runs = rounds(25);

it('D25: in any history of workspaces, connections and grants, nothing is sent with a connection of another workspace', async () => {
  let sent = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
      const g = await governed(anyAnswer, (_request, response) => response.writeHead(200).end());
      const { t, settings } = g;
      let open: Workspace | undefined = here;
      /** By secret: the workspace that it belongs to; undefined is everywhere. */
      const saved: { id: ConnectionId; token: string; of: Workspace | undefined }[] = [];
      const clients: Awaited<ReturnType<typeof g.use>>[] = [];
      const isThere = ({ of }: { of: Workspace | undefined }) => of === undefined || of === open;
      for (const step of [...begin, ...steps]) {
        g.seen.length = 0;
        const one = 'nth' in step ? saved[step.nth % Math.max(1, saved.length)] : undefined;
        switch (step.do) {
          case 'open':
            open = workspaces[step.at];
            t.broker.setWorkspace(open);
            break;
          case 'save': {
            const token = newCanary();
            const scope = step.own ? 'user' : 'workspace';
            const made = await g.create({ scope, secrets: { token } }).catch(() => undefined);
            expect(made !== undefined).toBe(step.own || open !== undefined);
            if (made !== undefined) saved.push({ id: made.id, token, of: step.own ? undefined : open });
            break;
          }
          case 'move': {
            if (one === undefined || (open === undefined && !step.own)) break;
            const { updatedAt } = await settings.getConnection({ connectionId: one.id });
            const scope = step.own ? 'user' : 'workspace';
            const keep = (await settings.listGrants({ connectionId: one.id })).map(({ id }) => id);
            await settings.moveScope({ connectionId: one.id, updatedAt, scope, keep });
            one.of = step.own ? undefined : open;
            break;
          }
          case 'request':
            t.answer = ({ nonce, choices }) => {
              const offered = new Set(choices.map(({ connectionId }) => connectionId));
              for (const { id, of } of saved) if (offered.has(id)) expect(isThere({ of })).toBe(true);
              const connectionId =
                one !== undefined && offered.has(one.id) ? one.id : choices[0]?.connectionId;
              if (connectionId === undefined) return { nonce, decision: 'deny' };
              return { nonce, decision: step.keep ? 'always' : 'once', connectionId };
            };
            await g.use().then(
              (client) => clients.push(client),
              () => undefined,
            );
            break;
          case 'give':
            t.answer = answering('always');
            if (one !== undefined)
              await settings
                .requestAccess({ extension: 'acme.reader' as never, connectionId: one.id, access: given })
                .then(
                  () => expect(isThere(one)).toBe(true),
                  () => undefined,
                );
            break;
          case 'use': {
            const code = await codeOf(clients.at(-1 - step.nth)?.fetch('/x') ?? Promise.resolve());
            if (code === 'workspace-closed') refused += 1;
          }
        }
        for (const line of g.seen) {
          const used = saved.find(({ token }) => line.includes(token));
          expect(used !== undefined && isThere(used)).toBe(true);
          sent += 1;
        }
      }
    }),
    { numRuns: runs },
  );
  // Not a proof by never getting anywhere.
  expect(sent).toBeGreaterThan(runs / 2);
  expect(refused).toBeGreaterThan(runs / 2);
});

const given = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
