import {
  asksEachCall,
  changeKind,
  type GrantView,
  type McpToolEffect,
  mcpToolEffect,
  type Retention,
  settingsContract,
} from '@valetkey/api-contracts';
import { describe, expect, it, vi } from 'vitest';
import { brokerInFolder } from '../fixtures/broker-in-folder.ts';
import { type Governed, governed } from '../fixtures/governed.ts';
import { openSettingsClient } from '../node/open-settings-client.ts';
import { mutate, pickFrom, type Random, randomFrom, valuesOf } from '../port/fixtures/values-of-schema.ts';
import { builtIn } from '../providers/built-in.ts';
import { hostsNamedBy } from '../providers/hosts-of.ts';

type Name = keyof typeof settingsContract;
/** Whoever has the page calls what the port admits, in any order. */
type Anything = Record<string, (input: unknown) => Promise<unknown>>;
const names = Object.keys(settingsContract) as Name[];
const minute = 60_000;

/** Hosts that the catalogue names by itself, which nobody has to confirm. */
const known = new Set([
  ...builtIn.flatMap(({ read }) => [...hostsNamedBy(read())].map((origin) => new URL(origin).hostname)),
  // The person said yes to it when they moved the connection there.
  'moved.example',
]);

const look = async (g: Governed) => {
  const { settings } = g.t;
  const { retention, removed } = await settings.auditStatus();
  return {
    grants: await g.grants(),
    stopped: (await settings.stopped()).stopped,
    ...{ retention, removed, live: (await settings.listLive()).map(({ id }) => id) },
    allowedOnce: (await settings.listUnmetRequests()).filter((one) => one.allowedOnce !== undefined),
  };
};
type Seen = Awaited<ReturnType<typeof look>>;

/** What there is now and was not given before, in words. */
const gained = (before: Seen, after: Seen): string[] => {
  const active = (grants: readonly GrantView[]) => grants.filter(({ state }) => state === 'active');
  const effects: readonly McpToolEffect[] = mcpToolEffect.options;
  const asksLess = (then: GrantView, now: GrantView): boolean =>
    ['about', 'other', ...(now.mcpAsking?.never ?? [])].some((name) =>
      effects.some(
        (effect) =>
          asksEachCall(then.mcpAsking, { name, effect }) && !asksEachCall(now.mcpAsking, { name, effect }),
      ),
    );
  const shorter = (then: Retention, now: Retention): boolean =>
    now.days < then.days || now.entries < then.entries;
  return [
    ...active(after.grants).flatMap((grant) => {
      const then = active(before.grants).find(({ id }) => id === grant.id);
      if (then === undefined) return [`a grant on ${grant.connectionId}`];
      const bound = ({ authorityDigest, caveats, toolsDigest }: GrantView): string =>
        JSON.stringify([authorityDigest, caveats, toolsDigest]);
      if (bound(then) !== bound(grant)) return [`another grant on ${grant.connectionId}`];
      return asksLess(then, grant) ? ['less asked'] : [];
    }),
    ...(before.stopped && !after.stopped ? ['use resumed'] : []),
    ...(shorter(before.retention, after.retention) ? ['a shorter log'] : []),
    ...(after.removed > before.removed ? ['removed entries'] : []),
    ...after.live.filter((id) => !before.live.includes(id)).map(() => 'a handle'),
    ...(after.allowedOnce.length > before.allowedOnce.length ? ['an allowed request'] : []),
  ];
};

/** Denies everything from here on. */
const personDenies = (g: Governed): void => {
  g.t.allowChange = () => false;
  g.t.answer = ({ nonce }) => ({ nonce, decision: 'deny' });
};

const expectNothingGained = async (g: Governed, before: Seen, alsoNow = false): Promise<void> => {
  expect(gained(before, await look(g))).toEqual([]);
  const work = async (): Promise<void> => {
    g.started.length = 0;
    await g.extensionWorks();
    expect(g.started.filter((line) => !line.includes('odd-program.mjs'))).toEqual([]);
  };
  if (alsoNow) await work();
  // "Stop everything" is for one run, as documented; what is on disk is looked at once more in the next.
  await g.restart();
  personDenies(g);
  await work();
  expect(g.leftTrace()).toBe(false);
  expect(g.thief.seen).toEqual([]);
  expect(g.lookedUp.filter((name) => !known.has(name))).toEqual([]);
};

/**
 * Inputs that the port admits: from the method's own schema, with what there is and what the attacker wants in its place;
 * most of them about one connection and what belongs to it.
 */
const inputsFor = async (g: Governed, name: Name, random: Random): Promise<(exactly?: string) => unknown> => {
  const { connections } = await g.t.settings.listConnections();
  const grants = await g.grants();
  const whole: Record<string, readonly unknown[]> = {
    keep: [grants.map(({ id }) => id), grants.map(({ id }) => id), []],
    scope: ['workspace', 'workspace', 'user'],
    extension: ['acme.victim'],
    secrets: [{}, { token: 'the-attackers-own-token-0123' }],
    testFirst: [true, false],
    asking: [
      { rule: 'none' },
      { rule: 'destructive', never: ['about'] },
      { rule: 'every', never: ['about'] },
    ],
    days: [1, 30, 3650],
    entries: [1_000, 10_000_000],
    field: ['team'],
    scopes: [[], ['admin']],
    flow: ['deviceCode'],
    access: [{ methods: ['GET', 'POST'], paths: ['/**'], mcpTools: ['*'] }],
    document: [imported(g.thief.url)],
    version: [0],
  };
  const about = (connectionId: string): Record<string, readonly unknown[]> => {
    const connection = connections.find(({ id }) => id === connectionId);
    const its = grants.filter((grant) => grant.connectionId === connectionId);
    return {
      connectionId: [connectionId],
      updatedAt: [connection?.updatedAt ?? 1],
      providerId: [connection?.providerId ?? 'gitea'],
      fields: [connection?.providerId === 'mcp-program' ? g.evil : { url: g.thief.url }],
      grantId: its.map(({ id }) => id),
      digest: its.flatMap(({ now }) => now?.digest ?? []),
    };
  };
  const make = valuesOf(settingsContract[name].input, random);
  const members = Object.keys(settingsContract[name].input.shape);
  return (exactly) => {
    const made = make() as Record<string, unknown>;
    const pools = { ...whole, ...about(exactly ?? pickFrom(random, Object.values(g.ids))) };
    for (const member of members) {
      const [first, ...others] = pools[member] ?? [];
      if (first === undefined || (exactly === undefined && random() > 0.9)) continue;
      made[member] = exactly === undefined ? pickFrom(random, [first, ...others]) : first;
    }
    return exactly === undefined && random() < 0.1 ? mutate(made, random) : made;
  };
};

const imported = (url: string) => ({
  ...{ format: 'valetkey-connections', version: 1 },
  connections: [
    {
      ...{ providerId: 'gitea', providerVersion: 1, scope: 'workspace', displayName: 'Forge' },
      fields: { url },
    },
  ],
});

/** One after the other; what is denied three times is quiet for ten minutes, so the clock goes on. */
const drive = async (g: Governed, steps: readonly (readonly [Name, unknown])[]): Promise<string[]> => {
  let { client, close } = openSettingsClient(g.t.broker);
  const ends: string[] = [];
  for (const [name, input] of steps) {
    const call = (client as unknown as Anything)[name]?.(input);
    const end = await Promise.race([
      (call ?? Promise.reject(new Error('no such method'))).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? 'no code',
      ),
      new Promise<string>((resolve) => setTimeout(resolve, name === 'changes' ? 50 : 2_000, 'no answer')),
    ]);
    ends.push(end);
    if (end === 'denied' || end === 'prompt-limit') g.pass(11 * minute);
    if (end === 'port-closed') ({ client, close } = openSettingsClient(g.t.broker));
  }
  close();
  return ends;
};

const finding = {
  async program(g: Governed): Promise<string[]> {
    const connectionId = g.ids.program as never;
    const [{ updatedAt }, [grant]] = await Promise.all([
      g.t.settings.getConnection({ connectionId }),
      g.t.settings.listGrants({ connectionId }),
    ]);
    const ends = await drive(g, [
      ['updateConnection', { connectionId, updatedAt, fields: g.evil }],
      ['replaceSecret', { connectionId, secrets: {}, testFirst: false }],
    ]);
    const [now] = await g.t.settings.listGrants({ connectionId });
    const digest = now?.now?.digest ?? now?.authorityDigest;
    return [...ends, ...(await drive(g, [['confirmGrant', { grantId: grant?.id, digest }]]))];
  },
  async token(g: Governed): Promise<string[]> {
    const connectionId = g.ids.gitea as never;
    const [{ updatedAt }, [grant]] = await Promise.all([
      g.t.settings.getConnection({ connectionId }),
      g.t.settings.listGrants({ connectionId }),
    ]);
    const ends = await drive(g, [
      ['updateConnection', { connectionId, updatedAt, fields: { url: g.thief.url } }],
      [
        'replaceSecret',
        { connectionId, secrets: { token: 'the-attackers-own-token-0123' }, testFirst: false },
      ],
    ]);
    const [now] = await g.t.settings.listGrants({ connectionId });
    const digest = now?.now?.digest ?? now?.authorityDigest;
    return [...ends, ...(await drive(g, [['confirmGrant', { grantId: grant?.id, digest }]]))];
  },
};

describe('H48: a settings page that was taken over, and a person who denies', () => {
  it('starts no program through a connection that has a grant', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.program(g)).toEqual(['denied', 'denied', 'conflict']);
    await expectNothingGained(g, before, true);
    await g.close();
  });

  it('sends nothing of an extension to another host, nor to the account of another token', async () => {
    const g = await governed();
    const before = await look(g);
    personDenies(g);
    expect(await finding.token(g)).toEqual(['denied', 'denied', 'conflict']);
    await g.t.settings.listGrants();
    await expectNothingGained(g, before, true);
    expect(g.home.seen.filter((one) => one.includes('attackers'))).toEqual([]);
    await g.close();
  });

  it('asks no less, resumes nothing and shortens no log', async () => {
    const g = await governed();
    await g.t.settings.stopEverything();
    const before = await look(g);
    personDenies(g);
    const [grant] = await g.t.settings.listGrants({ connectionId: g.ids.program as never });
    const ends = await drive(g, [
      ['setGrantAsking', { grantId: grant?.id, asking: { rule: 'none' } }],
      ['resumeEverything', {}],
      ['setRetention', { days: 1, entries: 1_000 }],
    ]);
    expect(ends).toEqual(['denied', 'denied', 'denied']);
    await expectNothingGained(g, before, true);
    const { entries } = await g.t.settings.listAudit({ limit: 1_000 });
    const lines = entries.filter(({ kind }) => kind === 'change.asked' || kind === 'change.answered');
    expect(lines.slice(0, 6).map(({ kind, detail, outcome, by }) => [kind, detail, outcome, by])).toEqual(
      ['shorten-log', 'resume', 'ask-less'].flatMap((detail) => [
        ['change.answered', detail, 'deny', 'application'],
        ['change.asked', detail, undefined, undefined],
      ]),
    );
    await g.close();
  });

  it.each(names)(
    'gains nothing by %s, whatever it is given',
    async (name) => {
      const g = await governed();
      if (name === 'resumeEverything') await g.t.settings.stopEverything();
      const before = await look(g);
      personDenies(g);
      const random = randomFrom(name.length * 104_729);
      const make = await inputsFor(g, name, random);
      const inputs = [...Object.values(g.ids), ...Array<undefined>(16).fill(undefined)].map((id) => make(id));
      const steps = inputs.map((input) => [name, input] as const);
      const ends = await drive(g, steps);
      // Otherwise nothing was driven.
      if (settingsContract[name].loosens === 'asks' && name !== 'setSecretsAside')
        expect(ends).toContain('denied');
      else expect(ends.filter((end) => end === 'port-closed').length).toBeLessThan(ends.length);
      await expectNothingGained(g, before);
      await g.close();
    },
    60_000,
  );

  it('gains nothing by any methods in any order', async () => {
    for (const seed of [1, 2, 3]) {
      const g = await governed();
      const before = await look(g);
      personDenies(g);
      const random = randomFrom(seed);
      const makers = new Map<Name, () => unknown>();
      for (const name of names) makers.set(name, await inputsFor(g, name, random));
      const steps = Array.from({ length: 120 }, () => {
        const name = pickFrom(random, names);
        return [name, makers.get(name)?.()] as const;
      });
      await drive(g, steps);
      await expectNothingGained(g, before);
      await g.close();
    }
  }, 120_000);
});

describe('with a person who says yes', () => {
  it('each change takes effect, after one prompt that shows what it is about', async () => {
    const g = await governed();
    const { settings } = g.t;
    const asked = async (work: () => Promise<unknown>): Promise<unknown> => {
      g.t.changes.length = 0;
      await work();
      expect(g.t.changes).toHaveLength(1);
      return g.t.changes[0];
    };
    const view = (id: string) => settings.getConnection({ connectionId: id as never });
    const grantOn = async (id: string) => (await settings.listGrants({ connectionId: id as never }))[0];
    const { gitea, program, theirs, coded, deleted } = g.ids;
    const kinds: unknown[] = [];
    const expectAsked = async (work: () => Promise<unknown>, shown: object): Promise<void> => {
      const prompt = (await asked(work)) as { kind: string };
      expect(JSON.parse(JSON.stringify(prompt))).toMatchObject(shown);
      kinds.push(prompt.kind);
    };
    const has = (...texts: string[]) => ({
      parts: expect.toSatisfy((parts: unknown) =>
        texts.every((text) => JSON.stringify(parts).includes(text)),
      ),
    });

    await expectAsked(() => settings.testConnection({ connectionId: theirs as never }), {
      ...{ kind: 'contact', yes: 'Contact' },
      ...has(g.thief.url, 'Theirs'),
    });
    expect(g.thief.seen).toHaveLength(1);
    // Never again for that place.
    g.t.changes.length = 0;
    await settings.listChoices({ connectionId: theirs as never, field: 'team' });
    expect(g.t.changes).toEqual([]);

    const long = `echo ${'x'.repeat(1_500)}`;
    await expectAsked(
      async () =>
        settings.updateConnection({
          ...{ connectionId: program as never, updatedAt: (await view(program)).updatedAt },
          fields: { command: '/bin/sh', argument1: '-c', argument2: long, folder: '/' },
        }),
      // Old and new command, whole.
      { kind: 'move-connection', ...has('odd-program.mjs', long, 'Acme victim') },
    );
    await expectAsked(
      async () => {
        const grant = await grantOn(program);
        await settings.confirmGrant({ grantId: grant?.id as never, digest: grant?.now?.digest as never });
      },
      { kind: 'confirm-grant', ...has('odd-program.mjs', long, 'Acme victim') },
    );
    expect(await grantOn(program)).toMatchObject({ state: 'active' });
    await expectAsked(
      async () =>
        settings.setGrantAsking({
          ...{ grantId: (await grantOn(program))?.id as never, asking: { rule: 'none' } },
        }),
      { kind: 'ask-less', ...has('at every call', 'never') },
    );
    await expectAsked(
      async () =>
        settings.replaceSecret({
          ...{ connectionId: gitea as never, secrets: { token: 'another-token-0123456789' } },
          testFirst: false,
        }),
      { kind: 'replace-secret', ...has(g.home.url, 'Acme victim') },
    );
    await expectAsked(
      async () => {
        const grant = await grantOn(gitea);
        await settings.moveScope({
          ...{ connectionId: gitea as never, updatedAt: (await view(gitea)).updatedAt, scope: 'workspace' },
          keep: [grant?.id as never],
        });
      },
      { kind: 'move-scope', ...has(g.home.url, 'Acme victim') },
    );
    expect(await grantOn(gitea)).toMatchObject({ state: 'active', authority: { scope: 'workspace' } });
    await expectAsked(() => settings.signIn({ connectionId: coded as never, scopes: ['admin'] }), {
      ...{ kind: 'sign-in', ...has(g.home.url, 'admin', 'Enter it yourself') },
    });
    await settings.stopEverything();
    await expectAsked(() => settings.resumeEverything(), { kind: 'resume' });
    expect(await settings.stopped()).toEqual({ stopped: false });
    await expectAsked(() => settings.setRetention({ days: 30, entries: 5_000 }), {
      ...{ kind: 'shorten-log', ...has('90', '30', '100000', '5000') },
    });
    expect((await settings.auditStatus()).retention).toEqual({ days: 30, entries: 5_000 });
    // From another page than the one that deleted it.
    const other = openSettingsClient(g.t.broker);
    await expectAsked(() => other.client.undoDelete({ connectionId: deleted as never }), {
      ...{ kind: 'undo-delete', ...has('Deleted', 'Acme victim') },
    });
    other.close();
    // All of them but the one for a vault whose key is gone (settings/set-secrets-aside.test.ts).
    expect([...kinds, 'set-secrets-aside'].sort()).toEqual([...changeKind.options].sort());
    await g.close();
  });

  it('tightening is never asked about', async () => {
    const g = await governed();
    const { settings } = g.t;
    g.t.changes.length = 0;
    personDenies(g);
    const [grant] = await settings.listGrants({ connectionId: g.ids.program as never });
    const grantId = grant?.id as never;
    await settings.setGrantAsking({ grantId, asking: { rule: 'every', always: ['about'], never: [] } });
    await settings.setRetention({ days: 200, entries: 200_000 });
    await settings.stopEverything();
    await settings.revokeGrant({ grantId });
    await settings.revokeExtension({ extension: 'acme.victim' as never });
    await settings.deleteConnection({ connectionId: g.ids.choosy as never });
    await settings.undoDelete({ connectionId: g.ids.choosy as never });
    expect(g.t.changes).toEqual([]);
    await g.close();
  });

  it('what changed while the prompt was open is a conflict, and nothing is done', async () => {
    const g = await governed();
    const { settings } = g.t;
    const connectionId = g.ids.moved as never;
    const [grant] = await settings.listGrants({ connectionId });
    g.t.allowChange = async () => {
      const { updatedAt } = await settings.getConnection({ connectionId });
      g.t.allowChange = () => true;
      await settings.updateConnection({ connectionId, updatedAt, fields: { url: g.thief.url } });
      return true;
    };
    const confirming = settings.confirmGrant({
      ...{ grantId: grant?.id as never, digest: grant?.now?.digest as never },
    });
    await expect(confirming).rejects.toMatchObject({ code: 'conflict' });
    expect((await settings.listGrants({ connectionId }))[0]?.state).toBe('suspended');
    await g.close();
  });
});

describe('a page that asks without end', () => {
  it('gets one prompt at a time, and after three denials none for ten minutes', async () => {
    const g = await governed();
    g.t.changes.length = 0;
    let open = 0;
    let most = 0;
    g.t.allowChange = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return false;
    };
    const ask = (days: number) =>
      g.t.settings.setRetention({ days, entries: 1_000 }).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    const ends = await Promise.all(Array.from({ length: 200 }, (_, at) => ask(1 + (at % 50))));
    expect(most).toBe(1);
    expect(g.t.changes.length).toBeLessThanOrEqual(3);
    expect(new Set(ends)).toEqual(new Set(['denied', 'prompt-limit']));
    expect(await g.t.settings.listWaiting()).toEqual([]);
    g.t.changes.length = 0;
    expect(await ask(1)).toBe('prompt-limit');
    expect(g.t.changes).toEqual([]);
    g.pass(11 * minute);
    expect(await ask(1)).toBe('denied');
    await g.close();
  });

  it('takes its prompt with it when it goes', async () => {
    const g = await governed();
    const withdrawn = new Promise<void>((resolve) => {
      g.t.allowChange = (_prompt, signal) =>
        new Promise((deny) => {
          signal.addEventListener('abort', () => {
            resolve();
            deny(false);
          });
        });
    });
    const page = openSettingsClient(g.t.broker);
    const asking = page.client.setRetention({ days: 1, entries: 1_000 }).catch(() => 'ended');
    await vi.waitFor(async () => expect(await g.t.settings.listWaiting()).toHaveLength(1));
    page.close();
    await withdrawn;
    expect(await asking).toBe('ended');
    await vi.waitFor(async () => expect(await g.t.settings.listWaiting()).toEqual([]));
    await g.close();
  });

  it('gets nothing where nobody can be asked', async () => {
    const t = await brokerInFolder({ askChange: undefined });
    await expect(t.settings.setRetention({ days: 1, entries: 1_000 })).rejects.toMatchObject({
      code: 'consent-unavailable',
    });
    expect((await t.settings.auditStatus()).retention.days).toBe(90);
    await t.close();
  });
});
